//! How a protocol declares its settings: once, with name, type, default, range and relevance.

/// Declares an enum whose values are words in scenario files.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$about:meta])* $variant:ident = $word:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// The words of the values, in the same order.
            pub const WORDS: &[&str] = &[$($word),+];
        }

        $crate::knob::typed_words!($name);
    };
}

/// Makes a setting of an enum that has `ALL` values and their `WORDS`.
macro_rules! typed_words {
    ($name:ident) => {
        impl $crate::knob::Typed for $name {
            const KIND: $crate::knob::Kind = $crate::knob::Kind::Word(Self::WORDS);
            const TAKES: $crate::knob::Takes = $crate::knob::Takes::Words(Self::WORDS);

            fn value(self) -> $crate::knob::KnobValue {
                $crate::knob::KnobValue::Word($crate::knob::OneOf::new(Self::WORDS, self as u32))
            }

            fn read(value: $crate::knob::KnobValue) -> Option<Self> {
                let words = Self::ALL.iter().copied();
                words.into_iter().find(|word| word.value() == value)
            }
        }
    };
}

/// Declares the settings of a protocol: a struct with a typed field for each, and an enum that names them.
///
/// A declaration is `field: Type = default, Name "name" code;`. After the code, `takes |config, members| …` restricts the
/// values that the setting accepts in a cluster of `members` nodes, and `matters |config| …` says when it has an effect.
macro_rules! settings {
    ($(#[$doc:meta])* pub struct $config:ident {
        $(
            $(#[$about:meta])*
            $field:ident: $type:ty = $default:expr, $name:ident $text:literal $code:literal
                $(, takes $takes:expr)? $(, matters $matters:expr)?;
        )+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $config {
            $($(#[$about])* pub $field: $type,)+
        }

        /// The names of the settings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Knob {
            $($(#[$about])* $name,)+
        }

        impl Knob {
            /// Every setting, in the order of the declaration.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The setting of this name, if it is one of this protocol's.
            #[must_use]
            pub fn of(knob: $crate::knob::Knob) -> Option<Self> {
                let all = Self::ALL.iter().copied();
                all.into_iter().find(|&own| $crate::knob::Knob::from(own) == knob)
            }
        }

        impl From<Knob> for $crate::knob::Knob {
            fn from(knob: Knob) -> Self {
                use $crate::knob::{Spec, Typed};
                match knob {
                    $(Knob::$name => {
                        static SPEC: Spec =
                            Spec { name: $text, code: $code, kind: <$type as Typed>::KIND };
                        Self::new(&SPEC)
                    })+
                }
            }
        }

        impl Default for $config {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl $config {
            /// The values that a setting accepts now.
            fn takes(&self, knob: Knob, members: u16) -> $crate::knob::Takes {
                match knob {
                    $(Knob::$name => {
                        let declared: &[fn(&Self, u16) -> $crate::knob::Takes] = &[$($takes)?];
                        let kind = <$type as $crate::knob::Typed>::TAKES;
                        declared.first().map_or(kind, |takes| takes(self, members))
                    })+
                }
            }

            /// Whether a setting has an effect with the current values of the others.
            fn matters(&self, knob: Knob) -> bool {
                match knob {
                    $(Knob::$name => {
                        let declared: &[fn(&Self) -> bool] = &[$($matters)?];
                        declared.first().is_none_or(|matters| matters(self))
                    })+
                }
            }

            fn value(&self, knob: Knob) -> $crate::knob::KnobValue {
                match knob {
                    $(Knob::$name => $crate::knob::Typed::value(self.$field),)+
                }
            }

            /// Sets a setting. A value of another kind changes nothing.
            fn set(&mut self, knob: Knob, value: $crate::knob::KnobValue) {
                match knob {
                    $(Knob::$name => {
                        self.$field = $crate::knob::Typed::read(value).unwrap_or(self.$field);
                    })+
                }
            }

            /// The current state of every setting, in a cluster of `members` nodes.
            fn all(&self, members: u16) -> ::alloc::vec::Vec<$crate::knob::KnobView> {
                let view = |&knob: &Knob| $crate::knob::KnobView {
                    knob: knob.into(),
                    value: self.value(knob),
                    takes: self.takes(knob, members),
                    matters: self.matters(knob),
                };
                Knob::ALL.iter().map(view).collect()
            }

            /// Sets a setting, if it accepts the value.
            fn turn_within(
                &mut self,
                knob: $crate::knob::Knob,
                value: $crate::knob::KnobValue,
                members: u16,
            ) -> Result<(), $crate::knob::KnobError> {
                let own = Knob::of(knob).ok_or($crate::knob::KnobError::NotHere(knob))?;
                let takes = self.takes(own, members);
                if !takes.has(value) {
                    let not_taken = $crate::knob::NotTaken { knob, value, takes };
                    return Err($crate::knob::KnobError::NotTaken(::alloc::boxed::Box::new(not_taken)));
                }
                self.set(own, value);
                Ok(())
            }

            /// The settings with these values.
            #[must_use]
            pub fn of(views: &[$crate::knob::KnobView]) -> Self {
                let mut config = Self::default();
                for view in views {
                    if let Some(knob) = Knob::of(view.knob) {
                        config.set(knob, view.value);
                    }
                }
                config
            }
        }
    };
}

pub(crate) use {settings, typed_words, words};
