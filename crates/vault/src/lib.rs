//! Sealed records, slots, manifest and inbox: everything that is at rest.
