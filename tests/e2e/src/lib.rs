//! The extension in real browsers, against real parts.
