//! Popup, side panel and manager page.
