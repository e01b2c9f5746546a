//! Small parts that several others are made of.

mod button;
mod chip;
mod copy;
mod el;
pub mod hue;
pub mod look;
mod segmented;
mod select;
pub mod size;
mod slider;
mod told;

pub use button::{Look, button, press};
pub use chip::{Chip, chip};
pub use copy::Copy;
pub use el::{El, el, label, pane};
pub use segmented::segmented;
pub use select::Select;
pub use slider::Slider;
pub use told::told;
