//! How the catalogue of texts is declared.

/// Declares the texts that depend on data. Every language has a function of the same name in a module of the
/// same name; a method of [`Words`] calls it.
macro_rules! catalogue {
    ($($module:ident { $($(#[$doc:meta])+ $name:ident($($arg:ident: $kind:ty),*) -> $text:ty;)* })*) => {
        /// The words of a language: every text that a reader sees.
        pub trait Words: Copy {
            /// The texts that never change.
            fn texts(self) -> &'static Texts;
            $($($(#[$doc])+ fn $name(self, $($arg: $kind),*) -> $text;)*)*
        }

        /// The names of the texts that depend on data.
        #[cfg(test)]
        pub const NAMES: &[&str] = &[$($(stringify!($name),)*)*];

        impl Words for Lang {
            fn texts(self) -> &'static Texts {
                match self {
                    Self::En => en::texts(),
                    Self::Ko => ko::texts(),
                }
            }
            $($(fn $name(self, $($arg: $kind),*) -> $text {
                match self {
                    Self::En => en::$module::$name($($arg),*),
                    Self::Ko => ko::$module::$name($($arg),*),
                }
            })*)*
        }
    };
}

pub(super) use catalogue;
