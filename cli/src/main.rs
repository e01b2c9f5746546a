fn main() {
    let file = std::env::args().nth(2).unwrap();
    let scenario: replicarium::scenario::Scenario =
        std::fs::read_to_string(file).unwrap().parse().unwrap_or_else(|e| panic!("{e}"));
    let trace = scenario.run().unwrap();
    print!("{}", replicarium::scenario::Run { scenario, trace });
}
