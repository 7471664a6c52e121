//! The stored shape of a capture in the inbox.

use minicbor::{CborLen, Decode, Encode};

use super::{FieldDoc, Id, OriginDoc, id, record_id};
use crate::{Capture, Origin, RecordId};

/// [`Capture`].
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct CaptureDoc<'a> {
    #[b(0)]
    provider: &'a str,
    #[b(1)]
    kind: &'a str,
    #[b(2)]
    label: &'a str,
    #[b(3)]
    client: Option<&'a str>,
    #[b(4)]
    site: Option<&'a str>,
    #[b(5)]
    integration: Option<&'a str>,
    #[b(6)]
    account: Option<&'a str>,
    #[b(7)]
    region: Option<&'a str>,
    #[n(8)]
    expires_in: Option<u64>,
    #[b(9)]
    origin: OriginDoc<'a>,
    #[b(10)]
    fields: Vec<FieldDoc<'a>>,
    #[n(11)]
    credential: Id,
    #[n(12)]
    linked: Option<Id>,
}

impl<'a> CaptureDoc<'a> {
    /// `origin` is the capture's own, with its page cut.
    pub(crate) fn new(capture: &'a Capture, origin: &'a Origin) -> Self {
        Self {
            provider: &capture.provider,
            kind: &capture.kind,
            label: &capture.label,
            client: capture.client.as_deref(),
            site: capture.site.as_deref(),
            integration: capture.integration.as_deref(),
            account: capture.account.as_deref(),
            region: capture.region.as_deref(),
            expires_in: capture.expires_in,
            origin: origin.into(),
            fields: capture.fields.iter().map(|(name, value)| FieldDoc::new(name, value)).collect(),
            credential: id(capture.credential),
            linked: capture.linked.map(id),
        }
    }
}

impl CaptureDoc<'_> {
    pub(crate) fn into_capture(self, id: RecordId) -> Capture {
        Capture {
            id,
            credential: record_id(self.credential),
            linked: self.linked.map(record_id),
            provider: self.provider.to_owned(),
            kind: self.kind.to_owned(),
            fields: self.fields.into_iter().map(FieldDoc::into_pair).collect(),
            label: self.label.to_owned(),
            client: self.client.map(str::to_owned),
            site: self.site.map(str::to_owned),
            integration: self.integration.map(str::to_owned),
            account: self.account.map(str::to_owned),
            region: self.region.map(str::to_owned),
            expires_in: self.expires_in,
            origin: self.origin.into(),
        }
    }
}
