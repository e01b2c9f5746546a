//! `replicarium figures NAME…`: how fast it is, a line of JSON each. Not listed in the help; `cargo xtask bench`
//! runs it.

use crate::staleness;

/// Prints the named figures, or all.
pub fn run(names: &[String]) -> Result<(), String> {
    let name = "staleness_trials_per_second";
    if let Some(other) = names.iter().find(|it| *it != name) {
        return Err(format!("no such figure: {other}; there is {name}"));
    }
    let mut rates = (0..5).map(|_| staleness::rate()).collect::<Result<Vec<f64>, _>>()?;
    rates.sort_by(f64::total_cmp);
    let median = rates[rates.len() / 2];
    crate::print(&format!(
        "{{\"name\":\"{name}\",\"value\":{median:.0},\"unit\":\"trials/s\",\"on\":\"native, one core\"}}\n"
    ))
}
