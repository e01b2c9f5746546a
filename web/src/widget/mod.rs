//! Small components and elements that the others share.

mod button;
mod chip;
mod choice;
mod copy;
mod describe;
mod el;
mod explained;
pub mod hue;
mod list;
pub mod look;
pub mod memo;
pub mod outcome;
mod segmented;
mod select;
pub mod size;
mod slider;

pub use button::{button, sign};
pub use chip::chip;
pub use choice::{choice, routes};
pub use copy::Copy;
pub use describe::describe;
pub use el::{El, all, el, label, pane};
pub use explained::explained;
pub use list::list;
pub use memo::{Part, keyed, memo};
pub use segmented::segmented;
pub use select::Select;
pub use slider::Slider;
