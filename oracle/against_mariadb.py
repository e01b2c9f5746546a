#!/usr/bin/env python3
"""Holds the simulator's statement and row logs against MariaDB.

Starts two servers of MariaDB, a leader and a follower, with everything they write in a directory that is removed at the
end. For each binlog_format it runs the statements of the stories on the leader, lets the follower apply them more than a
second later, and compares which tables differ at the end with what the simulator says. The statements are read from
core/scenarios, so that a changed story is asked again as it is.

Prints a table in Markdown. The exit status is 0 if every row agrees, 1 if one does not, and 2 if something fails to run.

    oracle/against_mariadb.py                       the servers of the system, and target/debug/replicarium
    oracle/against_mariadb.py --packages DIR        fetches Debian's packages into DIR first, without installing them
    oracle/against_mariadb.py --replicarium FILE    another build of the command line
    oracle/against_mariadb.py --only NAME           the cases of one story
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

from mariadb_pair import Failure, Pair, Programs, fetch

ROOT = pathlib.Path(__file__).resolve().parent.parent
FORMATS = ["STATEMENT", "MIXED", "ROW"]
# How long the follower waits before it applies. More than a second, so that its clock has another second, too.
DELAY = 1.2

# The simulator's numbers: a clock in ms, and a number below a million.
TRANSLATED = [
    (r"\bINT\b", "BIGINT"),
    (r"\bNOW\(\)", "FLOOR(UNIX_TIMESTAMP(NOW(6)) * 1000)"),
    (r"\bRAND\(\)", "FLOOR(RAND() * 1000000)"),
]
SYSDATE = (r"\bNOW\(\)", "FLOOR(UNIX_TIMESTAMP(SYSDATE(6)) * 1000)")

# The follower's rows in another physical order. MyISAM keeps the order in which rows were written; InnoDB would keep
# that of the key, whatever the order of writing.
OTHER_ORDER = ["ALTER TABLE jobs ENGINE = MyISAM", "ALTER TABLE jobs ORDER BY id DESC"]


@dataclass
class Case:
    """A story, or a variation of it, on both sides."""

    story: str
    # What is special about it.
    what: str
    # Settings of the simulator in place of the story's; `log` and `functions` follow from the format.
    settings: dict = field(default_factory=dict)
    # The simulator's `functions` for STATEMENT.
    functions: str = "context"
    # A part of the statements, and what stands there instead, on both sides.
    instead: tuple = ()
    # Statements in place of the story's.
    statements: tuple = ()
    # Translations for MariaDB, before the usual ones.
    translated: tuple = ()
    # What is executed on the follower only, before it applies.
    follower: tuple = ()
    # MariaDB's slave_run_triggers_for_rbr: whether triggers run for rows that come from a log. NO: never; YES: where the
    # leader's table has none; ENFORCE: always.
    triggers: str = "NO"
    # False if the simulator has no such setting.
    has_counterpart: bool = True
    # A query that the follower answers again and again while it applies.
    watch: str = ""
    # True if each client of the story has a connection of its own, so that transactions are open at the same time.
    interleaves: bool = False
    # The clients and statements of such a case after the first statement, in place of the story's.
    turns: tuple = ()


NOTES = "CREATE TRIGGER notes AFTER INSERT ON orders FOR EACH ROW INSERT INTO audit (item) VALUES (NEW.item)"
ORDERS = "INSERT INTO orders (item) VALUES ('milk'), ('eggs')"


def audit(columns):
    """A trigger that writes each order into another table, with such columns."""
    tables = ("CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, item TEXT);"
              f" CREATE TABLE audit ({columns})")
    return (tables, NOTES, ORDERS)


COUNTS = "CREATE TRIGGER counts AFTER INSERT ON orders FOR EACH ROW UPDATE stats SET n = n + 1"
IN_TURN = (
    "CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, item TEXT);"
    " CREATE TABLE stats (id INT AUTO_INCREMENT PRIMARY KEY, n INT); INSERT INTO stats (n) VALUES (0)",
    "BEGIN; INSERT INTO orders (item) VALUES ('milk'); UPDATE stats SET n = n + 10; COMMIT",
)
STATS = (
    "CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, item TEXT);"
    " CREATE TABLE stats (id INT AUTO_INCREMENT PRIMARY KEY, n INT); INSERT INTO stats (n) VALUES (0)",
    COUNTS,
    "INSERT INTO orders (item) VALUES ('milk')",
)


def stats(old, new):
    """The trigger that counts orders, with a part of its statements replaced."""
    return tuple(text.replace(old, new) for text in STATS)


KEYED, KEYLESS = audit("id INT AUTO_INCREMENT PRIMARY KEY, item TEXT"), audit("item TEXT")
ONE_LINE = "DELETE FROM jobs LIMIT 1"
SKIP, RUN = {"replica-triggers": "skip"}, {"replica-triggers": "run"}
INTERLEAVED = "auto_increment_diverges_under_concurrency"
KIM, LEE = ("INSERT INTO users (name) VALUES ('Kim')", "INSERT INTO users (name) VALUES ('Lee')")
RENAMES = "UPDATE users SET name = 'Park' WHERE id = 1"
CASES = [
    Case("statement_log_diverges_on_now", "SYSDATE(): its value is not logged", functions="as-written",
         translated=(SYSDATE,)),
    Case("statement_log_diverges_on_now", "NOW(): the clock travels along"),
    Case("clock_and_seed_travel_along", "NOW() and RAND()"),
    Case("uuid_cannot_be_replayed", "UUID()"),
    Case("mixed_log_turns_to_rows", "UUID(), then a safe UPDATE"),
    Case("mixed_log_turns_to_rows", "the same in one transaction", statements=(
        "CREATE TABLE carts (id INT AUTO_INCREMENT PRIMARY KEY, token TEXT, n INT)",
        "BEGIN; INSERT INTO carts (token, n) VALUES (UUID(), 1); UPDATE carts SET n = n + 1; COMMIT")),
    Case("limit_without_an_order", "rows in another order on the follower", follower=tuple(OTHER_ORDER)),
    Case("limit_without_an_order", "rows in the same order", settings={"format-2": None}),
    Case("limit_without_an_order", "another order, but ORDER BY id", follower=tuple(OTHER_ORDER),
         instead=(ONE_LINE, "DELETE FROM jobs ORDER BY id LIMIT 1")),
    Case("limit_without_an_order", "another order, UPDATE … RAND()", follower=tuple(OTHER_ORDER),
         instead=(ONE_LINE, "UPDATE jobs SET n = RAND()")),
    Case("trigger_fires_twice", "triggers NO", settings=SKIP),
    Case("trigger_fires_twice", "triggers ENFORCE", settings=RUN, triggers="ENFORCE"),
    Case("trigger_fires_twice", "triggers NO, counts orders", settings=SKIP, statements=STATS),
    Case("trigger_fires_twice", "triggers ENFORCE, counts orders", settings=RUN, statements=STATS, triggers="ENFORCE"),
    Case("trigger_fires_twice", "triggers ENFORCE, counts orders, item is UUID()", settings=RUN, triggers="ENFORCE",
         statements=stats("'milk'", "UUID()")),
    Case("trigger_fires_twice", "triggers ENFORCE, counts two orders in a statement", settings=RUN, triggers="ENFORCE",
         statements=stats("('milk')", "('milk'), ('eggs')")),
    Case("trigger_fires_twice", "triggers ENFORCE, counts orders, stats in MyISAM", settings=RUN, triggers="ENFORCE",
         statements=STATS, translated=((r"(CREATE TABLE stats .*)", r"\1 ENGINE = MyISAM"),)),
    Case("trigger_fires_twice", "triggers NO, counts orders, stats without AUTO_INCREMENT", settings=SKIP,
         statements=stats("stats (id INT AUTO_INCREMENT PRIMARY KEY, n INT)", "stats (n INT)")),
    Case("trigger_fires_twice", "triggers NO, inserts with a key", settings=SKIP, statements=KEYED),
    Case("trigger_fires_twice", "triggers ENFORCE, inserts with a key", settings=RUN, statements=KEYED,
         triggers="ENFORCE"),
    Case("trigger_fires_twice", "triggers NO, inserts without a key", settings=SKIP, statements=KEYLESS),
    Case("trigger_fires_twice", "triggers ENFORCE, inserts without a key", settings=RUN, statements=KEYLESS,
         triggers="ENFORCE"),
    Case("trigger_fires_twice", "triggers YES, inserts without a key", settings=RUN, statements=KEYLESS,
         triggers="YES", has_counterpart=False),
    Case("trigger_fires_twice", "triggers YES, only the follower has one", settings=RUN,
         statements=(KEYLESS[0], ORDERS), follower=(NOTES,), triggers="YES", has_counterpart=False),
    Case("trigger_fires_twice", "triggers YES, only the follower has one, stats is updated later in the transaction",
         statements=IN_TURN, follower=(COUNTS,), triggers="YES", has_counterpart=False),
    Case("row_log_commits_whole_transactions", "a transfer in a transaction",
         watch="SELECT GROUP_CONCAT(n ORDER BY id SEPARATOR ' and ') FROM accounts"),
    Case(INTERLEAVED, "the second transaction commits first", interleaves=True),
    Case(INTERLEAVED, "the first one rolls back", interleaves=True, turns=(
        (1, "BEGIN"), (2, "BEGIN"), (1, KIM), (2, LEE), (1, "ROLLBACK"), (2, "COMMIT"))),
    Case(INTERLEAVED, "a statement of the second takes two numbers", interleaves=True, turns=(
        (1, "BEGIN"), (2, "BEGIN"), (2, LEE + ", ('Park')"), (1, KIM), (1, "COMMIT"), (2, LEE), (2, "COMMIT"))),
    Case(INTERLEAVED, "the second does not get the row of the first", interleaves=True, turns=(
        (1, KIM), (1, "BEGIN"), (2, "BEGIN"), (2, LEE), (1, "UPDATE users SET name = 'Choi' WHERE id = 1"),
        (2, RENAMES), (1, "COMMIT"), (2, "COMMIT"))),
]


# What is run of a story.


def split(text):
    """The statements of a text. None of them has a semicolon inside."""
    return [one.strip() for one in text.split(";") if one.strip()]


def acts(case):
    """The texts of statements that a story writes, and the lines of its scenario that set it up."""
    lines = (ROOT / "core" / "scenarios" / f"{case.story}.scenario").read_text().splitlines()
    setup = [line for line in lines if line.split()[0] in ("mode", "nodes", "set", "seed")]
    if case.interleaves:
        return in_order_of_commits(turns(case)), setup
    if case.statements:
        return list(case.statements), setup
    found = [re.fullmatch(r'@\S+ c\d+ sql "(.*)"', line) for line in lines]
    texts = [one.group(1) for one in found if one and not one.group(1).startswith("SELECT")]
    if case.instead:
        old, new = case.instead
        if not any(old in text for text in texts):
            raise Failure(f"{case.story} has no {old!r} any more")
        texts = [text.replace(old, new) for text in texts]
    return texts, setup


def turns(case):
    """The clients and texts of statements of a case whose transactions are open at the same time."""
    lines = (ROOT / "core" / "scenarios" / f"{case.story}.scenario").read_text().splitlines()
    found = [re.fullmatch(r'@\S+ c(\d+) sql "(.*)"', line) for line in lines]
    told = [(int(one.group(1)), one.group(2)) for one in found if one and not one.group(2).startswith("SELECT")]
    return [told[0], *case.turns] if case.turns else told


def in_order_of_commits(told):
    """The transactions in the order in which the log has them, each as one text. One that is rolled back is not in it."""
    texts, within = [], {}
    for client, text in told:
        if text == "BEGIN":
            within[client] = []
        elif text in ("COMMIT", "ROLLBACK"):
            done = within.pop(client)
            texts += [f"BEGIN; {'; '.join(done)}; COMMIT"] if text == "COMMIT" else []
        elif client in within:
            within[client].append(text)
        else:
            texts.append(text)
    return texts


def for_mariadb(case, text):
    """The statements as MariaDB understands them."""
    for pattern, instead in [*case.translated, *TRANSLATED]:
        text = re.sub(pattern, instead, text)
    return text


def tables_of(texts):
    """The tables that are created."""
    return re.findall(r"CREATE TABLE (\w+)", " ".join(texts))


def read_of(texts, table):
    """A statement that reads a table, in an order that both sides have."""
    first = re.search(rf"CREATE TABLE {table} \((\w+)", " ".join(texts))
    return f"SELECT * FROM {table} ORDER BY {first.group(1)}"


# The simulator.


def logging(case, binlog_format):
    """The simulator's settings for a format."""
    return {
        "STATEMENT": {"log": "statement", "functions": case.functions},
        "MIXED": {"log": "statement", "functions": "mixed"},
        "ROW": {"log": "row"},
    }[binlog_format]


def scenario(case, binlog_format):
    """The story under other settings, with a read of each table on A and on B at its end."""
    texts, setup = acts(case)
    settings = {**case.settings, **logging(case, binlog_format)}
    kept = [line for line in setup if line.split()[:1] != ["set"] or line.split()[1] not in
            (*settings, "log", "functions")]
    kept += [f"set {name} {value}" for name, value in settings.items() if value is not None]
    asked = turns(case) if case.interleaves else [(1, text) for text in texts]
    readers = max(client for client, _ in asked) + 1
    kept += [f"client c{client} writes A reads A" for client in range(1, readers)]
    kept += [f"client c{readers} writes A reads B"]
    kept += [f'@{at * 40}ms c{client} sql "{text}"' for at, (client, text) in enumerate(asked)]
    at = 40 * len(asked) + 200
    for table in tables_of(texts):
        kept += [f'@{at}ms c{client} sql "{read_of(texts, table)}"' for client in (1, readers)]
        at += 40
    return "\n".join(["replicarium scenario 1", "title Against MariaDB", f"until {at + 100}ms", *kept]) + "\n"


def replicarium(program, *arguments):
    """The lines that a command prints."""
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise Failure(f"replicarium {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def simulate(program, case, binlog_format, directory):
    """The tables that differ in the simulator, and in which form each transaction travels."""
    file = directory / "against.scenario"
    file.write_text(scenario(case, binlog_format))
    texts, _ = acts(case)
    differ = []
    history = replicarium(program, "run", str(file), "--history")
    for table in tables_of(texts):
        read = [line for line in history if f'"{read_of(texts, table)}"' in line]
        answers = [re.search(r" ok(?:: (.*))?$", line) for line in read]
        if len(answers) != 2 or not all(answers):
            raise Failure(f"{table} was not read in the simulator: {read}")
        if answers[0].group(1) != answers[1].group(1):
            differ.append(table)
    verdicts = [json.loads(line) for line in
                replicarium(program, "run", str(file), "--verdicts", "--quiet", "--json")]
    convergence = next(one["verdict"] for one in verdicts if one["property"] == "convergence")
    if convergence != ("violated" if differ else "holds"):
        raise Failure(f"{case.story}: convergence is {convergence}, but the reads say that {differ} differ")
    settings = logging(case, binlog_format)
    options = ["--functions", settings["functions"]] if "functions" in settings else []
    records = replicarium(program, "log", "; ".join(texts), "--format", settings["log"], *options, "--json")
    records = [json.loads(line) for line in records]
    forms = {"statement": "text", "row": "rows"}
    changes = [one for one in records if not all(text.startswith("CREATE") for text in one["statements"])]
    forms = [forms[one["format"]] for one in changes]
    if case.interleaves and binlog_format == "MIXED":
        # The command logs a text as one request. A transaction of several ones travels as rows in the simulator.
        forms = ["rows" if text.startswith("BEGIN") else form for text, form in zip(texts[1:], forms)]
    return differ, forms


# MariaDB.


def forms_since(pair, file, position):
    """In which form each transaction travels: as text, as rows, or as both. Definitions are left out."""
    forms, changes = [], False
    for line in pair.leader.sql(f"SHOW BINLOG EVENTS IN '{file}' FROM {position}"):
        _, _, kind, _, _, info = (line.split("\t") + [""])[:6]
        if kind == "Gtid":
            changes = info.startswith("BEGIN")
            forms += [set()] if changes else []
        elif changes and kind == "Query" and info not in ("COMMIT", "ROLLBACK"):
            forms[-1].add("text")
        elif changes and "_rows" in kind:
            forms[-1].add("rows")
    return [" and ".join(sorted(form)) for form in forms]


def on_leader(pair, case, texts, binlog_format, database):
    """Executes statements on the leader; returns why MariaDB calls some of them unsafe."""
    statements = [for_mariadb(case, one) for text in texts for one in split(text)]
    answer = pair.leader.sql(";\n".join([f"SET SESSION binlog_format = {binlog_format}", *statements]), database,
                             "--show-warnings")
    warnings = [line for line in answer if "(Code 1592)" in line]
    return [re.sub(r"^.*BINLOG_FORMAT = STATEMENT\. ", "", line) for line in warnings]


def interleave(pair, case, binlog_format, database):
    """Executes statements on the leader, each client's on a connection of its own; returns what MariaDB says of unsafe
    statements and of those that fail."""
    told = turns(case)[1:]
    clients = {client: pair.leader.connect(database) for client, _ in told}
    try:
        for one in clients.values():
            one.sql(f"SET SESSION binlog_format = {binlog_format}, innodb_lock_wait_timeout = 1")
        notes = []
        for client, text in told:
            answer = clients[client].sql(for_mariadb(case, text))
            notes += [line.split("BINLOG_FORMAT = STATEMENT. ")[-1] for line in answer if "\t1592\t" in line]
            notes += [re.sub(r" at line \d+", "", line) for line in answer if line.startswith("ERROR")]
        return notes
    finally:
        for one in clients.values():
            one.close()


@dataclass
class Outcome:
    """What came of a case in MariaDB."""

    # The tables that differ, and that the follower stops, if it does.
    differ: list
    # In which form each transaction traveled.
    forms: list
    # What else was seen.
    notes: list


def try_out(pair, case, binlog_format, database):
    """Runs a case on both servers."""
    texts, _ = acts(case)
    pair.leader.sql(f"CREATE DATABASE {database}")
    file, position = pair.leader.sql("SHOW MASTER STATUS")[0].split("\t")[:2]
    on_leader(pair, case, texts[:1], binlog_format, database)
    pair.expect()
    pair.follower.sql(f"STOP REPLICA SQL_THREAD; SET GLOBAL slave_run_triggers_for_rbr = {case.triggers}")
    if case.follower:
        pair.follower.sql(";\n".join(case.follower), database)
    if case.interleaves:
        notes = interleave(pair, case, binlog_format, database)
    else:
        notes = on_leader(pair, case, texts[1:], binlog_format, database)
    time.sleep(DELAY)
    error, seen = let_apply(pair, case, database)
    differ = []
    for table in tables_of(texts):
        leader, follower = [server.sql(read_of(texts, table), database, "--raw") for server in pair.servers]
        if not leader and case.has_counterpart:
            raise Failure(f"{case.story}: {table} is empty, so it says nothing")
        if leader != follower:
            differ.append(table)
        if leader != follower or not case.has_counterpart:
            notes.append(f"{table} has on the leader {rows(leader)}, on the follower {rows(follower)}")
    if seen:
        notes.append(f"while it applied, the follower answered {'; '.join(seen)}")
    if error:
        differ.append(f"stops at error {error}")
        notes.append(pair.follower.status("Last_SQL_Error"))
        pair.skip()
    return Outcome(differ, forms_since(pair, file, position), notes)


def rows(lines):
    """The rows of a table, for a reader."""
    return "; ".join(line.replace("\t", " ") for line in lines) or "nothing"


def let_apply(pair, case, database):
    """Lets the follower apply. Returns the error at which it stops, and the different answers to the query that is
    watched."""
    if not case.watch:
        pair.follower.sql("START REPLICA SQL_THREAD")
        return pair.wait(), []
    # The query, some thousand times, from before the follower applies until it has applied.
    watcher = pair.follower.begin(database)
    watcher.stdin.write(f"{case.watch};\n")
    watcher.stdin.flush()
    first = watcher.stdout.readline()
    watcher.stdin.write(f"{case.watch};\n" * 4000)
    watcher.stdin.flush()
    pair.follower.sql("START REPLICA SQL_THREAD")
    error = pair.wait()
    rest, _ = watcher.communicate(f"{case.watch};\n")
    return error, list(dict.fromkeys([first.strip(), *rest.splitlines()]))


# The comparison.


def row(*cells):
    """A line of the table."""
    print("| " + " | ".join(cells) + " |", flush=True)


def named(names):
    """Names, for a reader."""
    return ", ".join(names) or "none"


def judged(case, found, said, said_forms):
    """The last cell of a row."""
    if not case.has_counterpart:
        return "not comparable"
    if found.differ != said:
        return "**no**"
    return "yes" if found.forms == said_forms else "yes, but travels otherwise"


def compare(program, pair, cases, directory):
    """Prints the table, and returns how many rows there are of each kind."""
    row("story", "what", "binlog_format", "travels as: MariaDB", "simulator", "differs: MariaDB", "simulator", "agree?")
    row(*["---"] * 8)
    counts, notes = {}, []
    for number, case in enumerate(cases):
        for binlog_format in FORMATS:
            found = try_out(pair, case, binlog_format, f"case_{number}_{binlog_format.lower()}")
            said, said_forms = simulate(program, case, binlog_format, directory)
            agree = judged(case, found, said, said_forms)
            counts[agree] = counts.get(agree, 0) + 1
            says = [named(said_forms), named(said)] if case.has_counterpart else ["–", "–"]
            row(f"`{case.story}`", case.what, binlog_format, named(found.forms), says[0], named(found.differ), says[1],
                agree)
            where = f"{case.story}, {case.what}, {binlog_format}"
            notes += [f"{where}: {note}" for note in found.notes]
    print()
    print("Rows:", ", ".join(f"{count} {agree.strip('*')}" for agree, count in counts.items()))
    print("\n".join(["", *notes]))
    return counts


def main():
    """The command line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--packages", type=pathlib.Path, metavar="DIR")
    options.add_argument("--replicarium", type=pathlib.Path, metavar="FILE",
                         default=ROOT / "target" / "debug" / "replicarium")
    options.add_argument("--only", metavar="NAME")
    chosen = options.parse_args()
    cases = [case for case in CASES if chosen.only in (None, case.story)]
    try:
        if not cases:
            raise Failure(f"no case of {chosen.only}; there are {named(sorted({case.story for case in CASES}))}")
        if not chosen.replicarium.exists():
            raise Failure(f"there is no {chosen.replicarium}: cargo build -p replicarium-cli")
        if chosen.packages:
            fetch(chosen.packages)
        programs = Programs(chosen.packages)
        with tempfile.TemporaryDirectory(prefix="against-mariadb-") as name:
            directory = pathlib.Path(name)
            directory.chmod(0o755)
            pair = Pair(programs, directory)
            try:
                print(f"MariaDB {pair.version}, {replicarium(chosen.replicarium, '--version')[0]}\n")
                counts = compare(chosen.replicarium, pair, cases, directory)
            finally:
                pair.stop()
    except (Failure, OSError, subprocess.SubprocessError) as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 2
    return 1 if "**no**" in counts else 0


if __name__ == "__main__":
    sys.exit(main())
