//! Geometry: numbers in, numbers out. Lengths are CSS pixels, y grows downwards, angles are degrees
//! clockwise from the x axis.

pub mod lineage;
pub mod link;
pub mod number;
pub mod ring;
pub mod spacetime;
pub mod taken;
pub mod text;
pub mod wheel;

/// A point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point at `t` of the way to another: 0 is here, 1 is there.
    #[must_use]
    pub fn towards(self, to: Self, t: f64) -> Self {
        Self { x: self.x + (to.x - self.x) * t, y: self.y + (to.y - self.y) * t }
    }

    /// The distance to another point.
    #[must_use]
    pub fn distance(self, to: Self) -> f64 {
        (to.x - self.x).hypot(to.y - self.y)
    }

    /// The point on a circle of radius 1 around the origin, clockwise from the x axis. The standard library's
    /// sine handles angles of any size, which costs 7 kB of code.
    #[must_use]
    pub fn at(degrees: f64) -> Self {
        let quarter = (degrees / 90.0).round();
        let angle = (degrees - 90.0 * quarter).to_radians();
        // Within an eighth of a turn these few terms are exact to a millionth.
        let square = angle * angle;
        let sin = angle * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)));
        let cos = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
        match (quarter as i64).rem_euclid(4) {
            0 => Self { x: cos, y: sin },
            1 => Self { x: -sin, y: cos },
            2 => Self { x: -cos, y: -sin },
            _ => Self { x: sin, y: -cos },
        }
    }

    /// This point moved.
    #[must_use]
    pub fn plus(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y }
    }
}

/// Clamps `x` to two bounds. `f64::clamp` links the formatting of floats, for a panic that never happens.
#[must_use]
pub const fn within(x: f64, least: f64, most: f64) -> f64 {
    x.max(least).min(most)
}

/// The size of a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// How an element shows a drawing of another size: scaled evenly and centred, as SVG does by default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Pixels of the element for a unit of the drawing.
    pub scale: f64,
    /// Where the drawing's origin is in the element.
    pub origin: Point,
}

impl Fit {
    /// A drawing in an element; both have an area.
    #[must_use]
    pub fn of(drawing: Size, element: Size) -> Self {
        let scale = (element.width / drawing.width).min(element.height / drawing.height);
        let margin = |element: f64, drawing: f64| (element - scale * drawing) / 2.0;
        let x = margin(element.width, drawing.width);
        Self { scale, origin: Point { x, y: margin(element.height, drawing.height) } }
    }

    /// A point of the drawing in the element.
    #[must_use]
    pub fn place(&self, at: Point) -> Point {
        self.origin.plus(self.scale * at.x, self.scale * at.y)
    }

    /// The point of the drawing at a point of the element.
    #[must_use]
    pub fn back(&self, at: Point) -> Point {
        Point { x: (at.x - self.origin.x) / self.scale, y: (at.y - self.origin.y) / self.scale }
    }
}

/// A rectangle with sides along the axes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left side.
    pub x: f64,
    /// Its upper side.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Rect {
    /// A rectangle around its middle.
    #[must_use]
    pub fn around(centre: Point, width: f64, height: f64) -> Self {
        Self { x: centre.x - width / 2.0, y: centre.y - height / 2.0, width, height }
    }

    /// Its middle.
    #[must_use]
    pub fn centre(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// Its right side.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower side.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The rectangle, larger by `x` on its left and right and by `y` above and below.
    #[must_use]
    pub fn grown(&self, x: f64, y: f64) -> Self {
        Self {
            x: self.x - x,
            y: self.y - y,
            width: self.width + 2.0 * x,
            height: self.height + 2.0 * y,
        }
    }

    /// Whether the two share some area.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// The area that the two share.
    #[must_use]
    pub fn shared(&self, other: &Self) -> f64 {
        let x = self.right().min(other.right()) - self.x.max(other.x);
        let y = self.bottom().min(other.bottom()) - self.y.max(other.y);
        x.max(0.0) * y.max(0.0)
    }

    /// Whether the other lies within.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// Whether the point lies within.
    #[must_use]
    pub fn holds(&self, point: Point) -> bool {
        (self.x..=self.right()).contains(&point.x) && (self.y..=self.bottom()).contains(&point.y)
    }

    /// The share of the way from a point within to another one that lies within; 1 if both points are within.
    #[must_use]
    pub fn leaves(&self, from: Point, to: Point) -> f64 {
        let along = |from: f64, to: f64, low: f64, high: f64| {
            let side = if to > from { high } else { low };
            if to == from { 1.0 } else { (side - from) / (to - from) }
        };
        let x = along(from.x, to.x, self.x, self.right());
        let y = along(from.y, to.y, self.y, self.bottom());
        within(x.min(y), 0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_scaled_evenly_and_centred() {
        let drawing = Size { width: 400.0, height: 200.0 };
        let fit = Fit::of(drawing, Size { width: 800.0, height: 600.0 });
        assert_eq!(fit.place(Point::default()), Point { x: 0.0, y: 100.0 });
        assert_eq!(fit.place(Point { x: 400.0, y: 200.0 }), Point { x: 800.0, y: 500.0 });
        let at = Point { x: 120.0, y: 30.0 };
        assert_eq!(fit.back(fit.place(at)), at);
        assert_eq!(
            Fit::of(drawing, drawing).place(Point { x: 7.0, y: 9.0 }),
            Point { x: 7.0, y: 9.0 }
        );
    }

    #[test]
    fn every_angle_is_where_it_should_be() {
        for tenth in -7_200..=7_200 {
            let degrees = f64::from(tenth) / 10.0;
            let (sin, cos) = degrees.to_radians().sin_cos();
            let off = Point::at(degrees).distance(Point { x: cos, y: sin });
            assert!(off < 1e-5, "{degrees}: {off}");
        }
    }
}
