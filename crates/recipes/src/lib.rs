//! What is known about providers and forms, as data.
