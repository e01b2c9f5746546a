use super::*;
use crate::{
    id::OperationId,
    kv::{Refused, Value, Word},
    random::{Dice, Stream},
};

/// A random history of three clients and two keys. At each step one client begins or ends an operation.
fn random(seed: u64) -> History {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 2);
    let word = |text| Word::new(text).unwrap_or_default();
    let mut history = History::default();
    let mut open: [Option<Operation>; 3] = [None; 3];
    let mut counts = [0; 3];
    for step in 0..40 {
        let (client, at) = (dice.below(3) as usize, Instant(step.into()));
        if let Some(operation) = open[client].take() {
            let outcome = match (operation.request, dice.below(3)) {
                (_, 0) => Outcome::Unknown(None),
                (Request::Read(_), _) => Outcome::Read(None),
                (
                    Request::Write(..)
                    | Request::Insert(_)
                    | Request::Execute(..)
                    | Request::Update(..)
                    | Request::Transaction(..),
                    _,
                ) => Outcome::Written,
                (Request::Query(..), _) => Outcome::Answered(None),
            };
            history.end(operation.id, outcome, at, step);
            continue;
        }
        counts[client] += 1;
        let id = OperationId { client: ClientId(client as u16), number: counts[client] };
        let key = Key(word(["x", "y"][dice.below(2) as usize]));
        let write = dice.below(2) == 0;
        let request =
            if write { Request::Write(key, Value::Word(key.0)) } else { Request::Read(key) };
        let (user, via, invoked) = (id.client, NodeId(0), (at, step));
        let operation = Operation { id, user, via, request, invoked, ended: None };
        history.invoke(operation);
        open[client] = Some(operation);
    }
    history
}

#[test]
fn every_index_finds_its_operations() {
    for seed in 0..200 {
        let history = random(seed);
        let all = history.operations();
        let step_of = |o: &Operation| o.ended.map(|(.., step)| step);
        let mut ended: Vec<&Operation> = all.iter().filter(|o| o.ended.is_some()).collect();
        ended.sort_by_key(|o| step_of(o));
        assert!(history.ended(0).eq(ended.iter().copied()), "seed {seed}");
        assert!(history.ended(3).eq(ended.iter().copied().skip(3)), "seed {seed}");
        assert_eq!(history.ended(u32::MAX).len(), 0);
        let mut news: Vec<(u32, bool, OperationId)> =
            all.iter().map(|o| (o.invoked.1, true, o.id)).collect();
        news.extend(ended.iter().filter_map(|o| Some((step_of(o)?, false, o.id))));
        news.sort_unstable();
        let told = |news| match news {
            News::Begun(o) => (o.invoked.1, true, o.id),
            News::Ended(o) => (step_of(o).unwrap_or_default(), false, o.id),
        };
        assert!(history.news(Known::default()).map(told).eq(news), "seed {seed}");
        assert_eq!(history.news(history.known()).count(), 0);
        for key in all.iter().map(|o| o.request.key()) {
            let written = ended.iter().filter(|o| o.request.key() == key);
            let written = written.filter(|o| matches!(o.ended, Some((Outcome::Written, ..))));
            let found = history.written(key).iter().map(|&place| &all[place as usize]);
            assert!(found.eq(written.copied()), "seed {seed}: {key}");
        }
        for step in 0..41 {
            let last = |client| history.of(client).take_while(|o| o.invoked.1 < step).last();
            let clients = (0..history.clients() as u16).map(ClientId);
            assert!(history.begun(step).eq(clients.filter_map(last)), "seed {seed}, step {step}");
        }
    }
}

/// A recorded history is built in the order of its invocations, with operations that have ended.
#[test]
fn responses_may_be_recorded_in_any_order() {
    for seed in 0..200 {
        let history = random(seed);
        let mut again = History::default();
        history.operations().iter().for_each(|&operation| _ = again.invoke(operation));
        let guesses = history.operations().iter().filter(|it| history.is_guess(it.id));
        guesses.for_each(|it| again.guess(it.id));
        assert_eq!(again, history, "seed {seed}");
        assert_eq!(history.before(u32::MAX), history, "seed {seed}");
    }
}

/// Only a delete that may have happened explains a read of nothing.
#[test]
fn a_delete_that_failed_explains_no_read_of_nothing() {
    use crate::check::linearizable;
    let failed = Outcome::Failed(Reply::Refused(Refused::NotLeader(None)));
    let unknown = Outcome::Unknown(None);
    for (deletes, explained_by) in [
        (&[failed][..], None),
        (&[Outcome::Written], Some(2)),
        (&[unknown], Some(2)),
        (&[Outcome::Written, failed], Some(2)),
        (&[failed, Outcome::Written, failed], Some(3)),
        (&[Outcome::Written, unknown], Some(3)),
    ] {
        let mut history = History::default();
        let key = Key(Word::new("x").expect("a word"));
        let value = Value::Word(Word::new("v").expect("a word"));
        let writes =
            deletes.iter().map(|&outcome| (Request::Write(key, Value::TOMBSTONE), outcome));
        let first = (Request::Write(key, value), Outcome::Written);
        let last = (Request::Read(key), Outcome::Read(None));
        let mut step = 0;
        for (request, outcome) in [first].into_iter().chain(writes).chain([last]) {
            let id = OperationId { client: ClientId(0), number: step / 2 + 1 };
            let at = |step: u32| Instant(u64::from(step));
            let (user, via, invoked) = (id.client, NodeId(0), (at(step), step));
            history.invoke(Operation { id, user, via, request, invoked, ended: None });
            history.end(id, outcome, at(step + 1), step + 1);
            step += 2;
        }
        let read = history.operations().last().and_then(|it| it.ended);
        let Some((Outcome::Read(found), ..)) = read else { panic!("it was read") };
        assert_eq!(found.map(|found| found.write.number), explained_by, "{deletes:?}");
        let is_stale = linearizable::check(&history).is_violated();
        assert_eq!(is_stale, explained_by.is_none(), "{deletes:?}");
    }
}
