//! Sequences as bytes.

use super::{
    Edit, Element, Tree,
    place::Place,
    wire::{Name, Reader, Wire, WireError, Writer},
};
use crate::clock::Dot;
use alloc::{collections::BTreeMap, string::String, vec::Vec};

impl<N: Name> Wire<N> for Tree<N> {
    fn write(&self, to: &mut Writer<N>) {
        to.dots(&self.seen);
        let spelled: Vec<(&Dot<N>, Spelled<N>)> = self
            .elements
            .iter()
            .map(|(dot, element)| {
                let goes_on = following(&self.elements, dot).as_ref() == Some(&element.place);
                let place = (!goes_on).then(|| element.place.clone());
                (dot, Spelled { place, character: element.character })
            })
            .collect();
        to.dotted(&spelled.iter().map(|(dot, it)| (*dot, it)).collect::<Vec<_>>());
        to.dotted(&self.deletions.iter().collect::<Vec<_>>());
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let seen = from.dots()?;
        let mut elements = BTreeMap::new();
        for (dot, Spelled { place, character }) in from.dotted::<Spelled<N>>()? {
            let place = place.or_else(|| following(&elements, &dot));
            let place = place.ok_or(WireError::Meaningless)?;
            elements.insert(dot, Element { place, character });
        }
        Ok(Self {
            seen,
            elements,
            deletions: from.dotted()?.into_iter().collect(),
            ..Self::default()
        })
    }
}

/// Where a character stands that goes on from the dot before it, as all but the first of an insertion do.
fn following<N: Name>(elements: &BTreeMap<Dot<N>, Element<N>>, dot: &Dot<N>) -> Option<Place<N>> {
    let before = Dot { node: dot.node.clone(), count: dot.count.checked_sub(1)? };
    let place = elements.get(&before).map(|it| it.place.next(&before));
    place.or_else(|| Some(Place::hung(Some(before), super::Side::Right)))
}

/// A character as bytes.
struct Spelled<N> {
    /// `None` if it goes on from the dot before it.
    place: Option<Place<N>>,
    character: Option<char>,
}

/// More than the number of any character.
const POSITIONED: u64 = 0x11_0001;

impl<N: Name> Wire<N> for Spelled<N> {
    fn write(&self, to: &mut Writer<N>) {
        let character = self.character.map_or(0, |it| u64::from(u32::from(it)) + 1);
        match &self.place {
            None => to.number(character << 2),
            Some(place) => {
                let positioned = if place.position.is_empty() { 0 } else { POSITIONED };
                to.number((character + positioned) << 2 | place.kind());
                place.write(to);
            }
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let number = from.number()?;
        let positioned = (number >> 2).checked_sub(POSITIONED);
        let character = match positioned.unwrap_or(number >> 2) {
            0 => None,
            more => {
                let code = u32::try_from(more - 1).ok().and_then(char::from_u32);
                Some(code.ok_or(WireError::Meaningless)?)
            }
        };
        let place = match (number & 3, positioned) {
            (0, None) => None,
            (kind, _) => Some(Place::read(from, kind, positioned.is_some())?),
        };
        Ok(Self { place, character })
    }
}

impl<N: Name> Wire<N> for Edit<N> {
    fn write(&self, to: &mut Writer<N>) {
        match self {
            Self::Insert { place, text } => {
                let positioned = if place.position.is_empty() { 0 } else { 3 };
                to.number(place.kind() + positioned);
                place.write(to);
                text.write(to);
            }
            Self::Delete(targets) => {
                to.number(0);
                to.dots(targets);
            }
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let place = match from.number()? {
            0 => return Ok(Self::Delete(from.dots()?)),
            kind @ 1..4 => Place::read(from, kind, false)?,
            kind => Place::read(from, kind - 3, true)?,
        };
        match String::read(from)? {
            text if text.is_empty() => Err(WireError::Meaningless),
            text => Ok(Self::Insert { place, text }),
        }
    }
}
