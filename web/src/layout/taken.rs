//! Places that are taken, so that no label is drawn over another.

use super::Rect;

/// The rectangles that are taken.
#[derive(Clone, Debug, Default)]
pub struct Taken(Vec<Rect>);

impl Taken {
    /// Takes a place, whether it is free or not.
    pub fn take(&mut self, place: Rect) {
        self.0.push(place);
    }

    /// Takes the first of some places that is free.
    pub fn first_free(&mut self, places: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        let free = |place: &Rect| !self.0.iter().any(|other| other.overlaps(place));
        let place = places.into_iter().find(free)?;
        self.0.push(place);
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_given_once() {
        let place = |y| Rect { x: 0.0, y, width: 10.0, height: 5.0 };
        let mut taken = Taken::default();
        let places = || [place(0.0), place(5.0), place(10.0)];
        let given: Vec<_> = (0..4).map(|_| taken.first_free(places()).map(|it| it.y)).collect();
        assert_eq!(given, [Some(0.0), Some(5.0), Some(10.0), None]);
    }
}
