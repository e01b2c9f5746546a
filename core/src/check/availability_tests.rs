use super::*;
use crate::{
    check::samples::{drawn, random_history},
    id::{ClientId, NodeId, OperationId},
    kv::{Key, Request, Value, Word},
};

fn found(history: &History) -> Vec<(u64, Option<u64>, u32)> {
    let gaps = gaps(history).into_iter();
    gaps.map(|gap| (gap.from.0, gap.until.map(|until| until.0), gap.failed)).collect()
}

/// A write of client 1 that is refused, between two that are acknowledged.
fn refused(leader: Option<NodeId>) -> History {
    let mut history = History::default();
    let x = Word::new("x").expect("a word");
    let refused = Outcome::Failed(Reply::Refused(Refused::NotLeader(leader)));
    for (number, outcome) in (1..).zip([Outcome::Written, refused, Outcome::Written]) {
        let id = OperationId { client: ClientId(0), number };
        let (at, via) = (Instant(u64::from(number) * 10), NodeId(0));
        let request = Request::Write(Key(x), Value::Word(x));
        let invoked = (at, number * 10);
        history.invoke(Operation { id, user: id.client, via, request, invoked, ended: None });
        history.end(id, outcome, Instant(at.0 + 5), number * 10 + 5);
    }
    history
}

#[test]
fn acknowledged_writes_leave_no_gap() {
    assert_eq!(found(&drawn(&[])), []);
    assert_eq!(found(&drawn(&["1 w x=1 0..1", "1 w x=2 300..301", "2 r x 2..3"])), []);
}

#[test]
fn a_gap_lasts_from_the_first_failed_write_to_the_next_acknowledgement() {
    // Client 1's second write is given up when its third begins.
    let history = drawn(&["1 w x=1 0..1", "1 w x=2 5..", "1 w x=3 30..31", "1 w x=4 40..41"]);
    assert_eq!(found(&history), [(5, Some(31), 1)]);
    assert_eq!(gaps(&history)[0].length(Instant(99)), Duration(26));
}

#[test]
fn a_gap_may_be_open_at_either_end() {
    assert_eq!(found(&drawn(&["1 w x=1 3..", "1 w x=2 9..", "1 w x=3 20.."])), [(3, None, 2)]);
    let one = drawn(&["1 w x=1 3..4", "1 w x=2 9..", "1 r x 20.."]);
    assert_eq!(found(&one), [(9, None, 1)]);
    assert_eq!(gaps(&one)[0].length(Instant(24)), Duration(15));
}

#[test]
fn a_failed_write_is_no_gap_while_another_is_acknowledged() {
    // Client 2's write hangs from 2 to 30; client 1 is answered at 11 and 21.
    let lines = ["1 w x=1 0..1", "2 w x=9 2..", "1 w x=2 10..11", "1 w x=3 20..21", "2 r x 30.."];
    assert_eq!(found(&drawn(&lines)), []);
}

#[test]
fn a_refusal_that_names_the_leader_is_no_gap() {
    assert_eq!(found(&refused(Some(NodeId(1)))), []);
    assert_eq!(found(&refused(None)), [(20, Some(35), 1)]);
}

#[test]
fn gaps_match_the_definition() {
    let mut some = 0;
    for seed in 0..300 {
        let history = random_history(seed);
        let writes = || history.operations().iter().filter(|o| o.request.is_write());
        let acknowledged = |o: &&Operation| order::is_acknowledged(o);
        let end = |o: &Operation| o.ended.map(|(_, at, _)| at);
        let gaps = gaps(&history);
        some += gaps.len();
        for gap in &gaps {
            let inside = |at: Instant| at > gap.from && gap.until.is_none_or(|until| at < until);
            let acknowledged = writes().filter(acknowledged).filter_map(end);
            assert_eq!(acknowledged.filter(|&at| inside(at)).count(), 0, "{seed}: {gap:?}");
        }
        for failed in writes().filter(|write| has_failed(write)) {
            let (begun, ended) = (failed.invoked.0, end(failed).expect("it ended"));
            let meanwhile = writes().filter(acknowledged).filter_map(end);
            let alone = meanwhile.filter(|&at| at > begun && at < ended).count() == 0;
            let within = |gap: &&Gap| gap.from <= begun && gap.until.is_none_or(|at| ended <= at);
            assert_eq!(
                gaps.iter().filter(within).count(),
                usize::from(alone),
                "{seed}: {failed:?}"
            );
        }
    }
    assert!(some > 50, "only {some} gaps in all");
}
