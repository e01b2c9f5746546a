//! The causal history of a key as a graph: a value is below its causal predecessors.

/// The place of each value: its column, and its line from the top. `parents` are the places of earlier values in the
/// list; `columns` is the wanted column of each.
///
/// A value is below all of its parents, and no two values share a place.
#[must_use]
pub fn lines(parents: &[&[usize]], columns: &[usize]) -> Vec<usize> {
    let mut lines: Vec<usize> = Vec::new();
    for (n, parents) in parents.iter().enumerate() {
        let below = parents.iter().filter_map(|&parent| lines.get(parent)).max();
        let mut line = below.map_or(0, |line| line + 1);
        let taken = |line: usize| (0..n).any(|m| lines[m] == line && columns[m] == columns[n]);
        while taken(line) {
            line += 1;
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cart_of_the_book_stands_in_two_columns() {
        let parents: [&[usize]; 5] = [&[], &[], &[0], &[1, 0], &[2, 1]];
        assert_eq!(lines(&parents, &[0, 1, 0, 1, 0]), [0, 0, 1, 1, 2]);
    }

    /// Every graph of five values in which each follows any of those before it, in any of two columns.
    #[test]
    fn what_follows_stands_below_and_nothing_stands_on_another() {
        for graph in 0..1_u32 << 10 {
            let mut bits = graph;
            let parents: Vec<Vec<usize>> = (0..5)
                .map(|n| {
                    let own = (0..n).filter(|m| bits >> m & 1 == 1).collect();
                    bits >>= n;
                    own
                })
                .collect();
            let parents: Vec<&[usize]> = parents.iter().map(Vec::as_slice).collect();
            for set in 0..1_usize << 5 {
                let columns: Vec<usize> = (0..5).map(|n| set >> n & 1).collect();
                let lines = lines(&parents, &columns);
                for n in 0..5 {
                    assert!(parents[n].iter().all(|&parent| lines[parent] < lines[n]));
                    let same = |m: usize| (lines[m], columns[m]) == (lines[n], columns[n]);
                    assert!((0..n).all(|m| !same(m)), "{parents:?} {columns:?} {lines:?}");
                }
            }
        }
    }
}
