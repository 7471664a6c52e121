//! The messages between pages and background, once.
