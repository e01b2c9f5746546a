//! Small parts that several others are made of.

mod button;
mod chip;
mod copy;
pub mod hue;
pub mod look;
mod segmented;
mod select;
pub mod size;
mod slider;

pub use button::Button;
pub use chip::Chip;
pub use copy::Copy;
pub use segmented::Segmented;
pub use select::Select;
pub use slider::Slider;
