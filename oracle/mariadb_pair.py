"""A leader and a follower of MariaDB, in a directory of their own, for against_mariadb.py."""

import os
import pathlib
import shutil
import socket
import subprocess
import time

PACKAGES = ["mariadb-server-core", "mariadb-client-core", "libmariadb3"]
# How long anything may take, in seconds.
PATIENCE = 60


class Failure(Exception):
    """Something did not run, so nothing was compared."""


class Server:
    """A server of MariaDB, with its files in a directory of its own."""

    def __init__(self, programs, directory, number, options):
        self.programs, self.directory, self.number = programs, directory, number
        self.socket = directory / "socket"
        data = directory / "data"
        own = programs.common(data)
        programs.run([programs.installer, *own, "--auth-root-authentication-method=normal", "--skip-test-db"])
        self.errors = (directory / "errors").open("w")
        self.process = programs.start(
            [programs.server, *own, f"--socket={self.socket}", f"--server-id={number}", "--skip-name-resolve",
             "--skip-slave-start", f"--pid-file={directory / 'pid'}", "--innodb-buffer-pool-size=32M", *options],
            self.errors)

    def ready(self):
        """Waits until it answers."""
        for _ in range(PATIENCE * 10):
            if self.process.poll() is not None:
                break
            try:
                return self.sql("SELECT VERSION()")[0]
            except Failure:
                time.sleep(0.1)
        raise Failure(f"server {self.number} does not answer:\n{(self.directory / 'errors').read_text()}")

    def client(self, *options):
        """The command line of a client."""
        return [self.programs.client, "--no-defaults", f"--socket={self.socket}", "--user=root", "--batch",
                "--skip-column-names", *options]

    def sql(self, text, database="", *options):
        """Executes statements in one session, and returns the lines of their answers."""
        done = self.programs.run([*self.client(*options), *([database] if database else [])], text)
        return done.splitlines()

    def begin(self, database):
        """Starts a session that answers as it is asked."""
        return subprocess.Popen(self.client("--quick", "--unbuffered", database), stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True, cwd="/", env=self.programs.environment,
                                user=self.programs.user)

    def connect(self, database):
        """A connection that stays open, for transactions of several requests."""
        return Connection(self, database)

    def status(self, what):
        """A line of the follower's status."""
        lines = self.sql("SHOW REPLICA STATUS\\G", "", "--column-names")
        return next((line.split(":", 1)[1].strip() for line in lines if line.strip().startswith(what + ":")), "")

    def stop(self):
        """Ends it."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()


class Connection:
    """A connection that stays open. A statement that fails does not end it."""

    END = "end of the answer"

    def __init__(self, server, database):
        programs = server.programs
        self.process = subprocess.Popen(
            server.client("--quick", "--unbuffered", "--force", database), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/", env=programs.environment,
            user=programs.user)

    def sql(self, statement):
        """Executes a statement, and returns the lines of its answer, its error, and its warnings."""
        self.process.stdin.write(f"{statement};\nSHOW WARNINGS;\nSELECT '{self.END}';\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line.strip() == self.END:
                return lines
            lines.append(line.rstrip("\n"))
        raise Failure(f"the connection ended at {statement}: {lines}")

    def close(self):
        """Ends it. A transaction that is open is rolled back."""
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


class Programs:
    """Where the programs of MariaDB are, and who runs them."""

    def __init__(self, packages):
        self.environment, base = {**os.environ, "LC_ALL": "C.UTF-8"}, pathlib.Path("/usr")
        if packages:
            base = packages.resolve() / "usr"
            libraries = [str(path.parent) for path in base.glob("lib/*/libmariadb.so.3")]
            self.environment["LD_LIBRARY_PATH"] = ":".join(libraries)
        self.base = base
        self.server, self.client = base / "sbin" / "mariadbd", base / "bin" / "mariadb"
        self.installer = base / "bin" / "mariadb-install-db"
        for program in (self.server, self.client, self.installer):
            if not program.exists():
                raise Failure(f"there is no {program}: install mariadb-server, or use --packages DIR")
        # A server of MariaDB does not run as root.
        self.user = "nobody" if os.geteuid() == 0 else None

    def common(self, data):
        """Options of the server and of the program that makes its first tables."""
        return ["--no-defaults", f"--basedir={self.base}", f"--datadir={data}",
                f"--lc-messages-dir={self.base / 'share' / 'mysql'}"]

    def run(self, command, text=""):
        """Runs a program to its end, and returns what it prints."""
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False,
                              env=self.environment, user=self.user, cwd="/", timeout=PATIENCE * 2)
        if done.returncode:
            raise Failure(f"{command[0].name}: {done.stderr.strip() or done.stdout.strip()}\n{text}")
        return done.stdout

    def start(self, command, errors):
        """Starts a program."""
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                                env=self.environment, user=self.user, cwd="/")


def fetch(directory):
    """Gets the packages with apt, and unpacks them into a directory."""
    if (directory / "usr" / "sbin" / "mariadbd").exists():
        return
    directory.mkdir(parents=True, exist_ok=True)

    def run(*command):
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f"{' '.join(command)}: {done.stderr.strip()}")

    run("apt-get", "download", *PACKAGES)
    for package in directory.glob("*.deb"):
        run("dpkg", "-x", package.name, ".")


def free_port():
    """A port of the loopback that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Pair:
    """A leader and its follower."""

    def __init__(self, programs, directory):
        self.servers = []
        try:
            port = free_port()
            self.leader = self.add(programs, directory / "leader", [
                f"--port={port}", "--bind-address=127.0.0.1", f"--log-bin={directory / 'leader' / 'binlog'}"])
            self.follower = self.add(programs, directory / "follower", ["--skip-networking"])
            self.version = [server.ready() for server in self.servers][0]
            self.leader.sql("CREATE USER reader@127.0.0.1 IDENTIFIED BY 'reads';"
                            "GRANT REPLICATION SLAVE ON *.* TO reader@127.0.0.1")
            self.follower.sql(f"CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={port}, MASTER_USER='reader',"
                              "MASTER_PASSWORD='reads', MASTER_USE_GTID=slave_pos; START REPLICA")
            self.expect()
        except BaseException:
            self.stop()
            raise

    def add(self, programs, directory, options):
        """Starts a server."""
        directory.mkdir()
        if programs.user:
            shutil.chown(directory, programs.user)
        self.servers.append(Server(programs, directory, len(self.servers) + 1, options))
        return self.servers[-1]

    def wait(self):
        """Waits until the follower has applied all that the leader has logged. If it stops at an error instead, returns
        the number of the error."""
        position = self.leader.sql("SELECT @@gtid_binlog_pos")[0]
        for _ in range(PATIENCE * 5):
            if self.follower.sql(f"SELECT MASTER_GTID_WAIT('{position}', 0.2)") == ["0"]:
                return None
            error = self.follower.status("Last_SQL_Errno")
            if error not in ("", "0"):
                return error
        raise Failure(f"the follower has not applied {position}: {self.follower.status('Last_IO_Error')}")

    def skip(self):
        """Lets a follower that has stopped at an error go on after it."""
        position = self.leader.sql("SELECT @@gtid_binlog_pos")[0]
        self.follower.sql(f"STOP REPLICA; SET GLOBAL gtid_slave_pos = '{position}'; START REPLICA")
        self.expect()

    def expect(self):
        """Waits, where no error is expected."""
        error = self.wait()
        if error:
            raise Failure(f"the follower stopped at error {error}: {self.follower.status('Last_SQL_Error')}")

    def stop(self):
        """Ends both."""
        for server in self.servers:
            server.stop()
