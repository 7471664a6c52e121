//! The ports bound to the browser.
