//! Parts of the page that are drawn again only when what they are drawn from has changed.

use std::{any::Any, rc::Rc};
use yew::{
    prelude::*,
    virtual_dom::{Key, VComp},
};

/// A part of the page: a struct of all that it is drawn from.
pub trait Part: PartialEq + 'static {
    /// Draws it.
    fn draw(&self) -> Html;
}

/// Draws a part, and again only when it is no longer equal to what was drawn.
///
/// All parts share one type of component, as each type adds about 4 kB of code to the page. A part that has hooks
/// is a component of its own.
pub fn memo(part: impl Part) -> Html {
    VComp::new::<Memo>(Rc::new(Props::of(part)), None).into()
}

/// The same, with a key that identifies the part among its siblings when their order changes.
pub fn keyed(key: impl Into<Key>, part: impl Part) -> Html {
    VComp::new::<Memo>(Rc::new(Props::of(part)), Some(key.into())).into()
}

/// [`Part`] for any type of part.
trait AnyPart: Any {
    fn draw(&self) -> Html;
    fn equals(&self, other: &dyn AnyPart) -> bool;
}

impl<P: Part> AnyPart for P {
    fn draw(&self) -> Html {
        Part::draw(self)
    }

    fn equals(&self, other: &dyn AnyPart) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<Self>().is_some_and(|other| self == other)
    }
}

/// A part, as the properties of its component.
pub struct Props(Rc<dyn AnyPart>);

impl Props {
    /// The properties that draw `part`.
    pub fn of(part: impl Part) -> Self {
        Self(Rc::new(part))
    }
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(&*other.0)
    }
}

impl Properties for Props {
    // Never built by `html!`.
    type Builder = ();
    fn builder() {}
}

/// The component that draws all parts.
#[component]
pub fn Memo(props: &Props) -> Html {
    props.0.draw()
}
