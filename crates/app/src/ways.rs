//! The ways to open the vault: unlock by recovery code or passkey, change the passphrase, make and remove ways, change
//! the data key. Records are not sealed anew, but for the last.

use crate::event::{Blob, Effect, ReplyId, Then, problem, problem_with};
use crate::open::weakness;
use crate::step::{App, Standing};
use base64ct::{Base64UrlUnpadded, Encoding};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{PasskeyRequest, UiResponse, WayKind, WayView};
use keyfob_vault::{
    Area, Header, INDEX_KEY, KdfParams, KdfRequest, NewSlot, PrfRequest, Random, RecoveryCode, SlotKind, SlotSecret,
    Vault, VaultError, Write,
};

/// The group of a new recovery code that the person types back: the last one, so that all of it was written down.
const TYPED_BACK: usize = RecoveryCode::GROUPS;

impl App {
    pub(crate) fn recover(&mut self, reply: ReplyId, code: &SecretText, out: &mut Vec<Effect>) {
        match RecoveryCode::parse(code.expose()) {
            Ok(code) => self.open_by(reply, SlotSecret::from_recovery_code(&code), out),
            Err(error) => Self::refuse(reply, problem_with("recovery-code", &[&error.to_string()]), out),
        }
    }

    pub(crate) fn open_by_passkey(&mut self, reply: ReplyId, output: &SecretText, out: &mut Vec<Effect>) {
        match prf_secret(output) {
            Some(secret) => self.open_by(reply, secret, out),
            None => Self::refuse(reply, problem("passkey-none"), out),
        }
    }

    /// Opens the vault with this, once the index is read as it is now.
    pub(crate) fn open_by(&mut self, reply: ReplyId, secret: SlotSecret, out: &mut Vec<Effect>) {
        self.opening = Some(secret);
        out.push(Effect::Load { keys: vec![(Area::Meta, INDEX_KEY.to_owned())], then: Then::Unlock(reply) });
    }

    /// What a locked surface may offer besides the passphrase.
    pub(crate) fn other_ways(header: &Header) -> (bool, Vec<PasskeyRequest>) {
        let recovery = header.slots().any(|slot| slot.kind == SlotKind::RecoveryCode);
        let passkeys = header
            .prf_requests()
            .map(|request| PasskeyRequest {
                credential: Base64UrlUnpadded::encode_string(&request.credential_id),
                salt: Base64UrlUnpadded::encode_string(&request.salt),
            })
            .collect();
        (recovery, passkeys)
    }

    pub(crate) fn ways(&self, reply: ReplyId, out: &mut Vec<Effect>) {
        let Standing::Open(header, _) = &self.vault else { return };
        let passphrases = header.slots().filter(|slot| slot.kind == SlotKind::Passphrase).count();
        let ways = header
            .slots()
            .filter_map(|slot| {
                let kind = match slot.kind {
                    SlotKind::Passphrase => WayKind::Passphrase,
                    SlotKind::RecoveryCode => WayKind::Recovery,
                    SlotKind::Passkey => WayKind::Passkey,
                    SlotKind::Unknown(_) => return None,
                };
                let removable = kind != WayKind::Passphrase || passphrases > 1;
                Some(WayView { id: slot.id.to_string(), kind, removable })
            })
            .collect();
        let recovery_waits = self.session.recovery.is_some();
        Self::respond(reply, UiResponse::Ways { ways, recovery_waits }, out);
    }

    /// The present passphrase is asked for, so that nobody changes it at a computer that was left unlocked. Who has
    /// forgotten it has the recovery code.
    pub(crate) fn change_passphrase(
        &mut self,
        reply: ReplyId,
        current: SecretText,
        new: SecretText,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Standing::Open(header, _) = &self.vault else { return };
        if let Some(weak) = weakness(new.expose()) {
            Self::refuse(reply, weak, out);
            return;
        }
        if let Ok(code) = RecoveryCode::parse(current.expose()) {
            self.passphrase = Some(new);
            self.change_from(reply, &SlotSecret::from_recovery_code(&code), u32::MAX, rng, out);
            return;
        }
        match header.passphrase_kdf() {
            Ok(request) => {
                self.passphrase = Some(new);
                out.push(Effect::Derive { passphrase: current, request, then: Then::ChangeFrom(reply) });
            }
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }

    /// The present passphrase was derived: if it is right, the new one comes next.
    pub(crate) fn change_from(
        &mut self,
        reply: ReplyId,
        secret: &SlotSecret,
        took: u32,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let (Standing::Open(header, vault), Some(passphrase)) = (&self.vault, self.passphrase.take()) else {
            Self::refuse(reply, problem("locked"), out);
            return;
        };
        let costs = header.slots().find(|slot| slot.kind == SlotKind::Passphrase).and_then(|slot| slot.costs);
        let params = match costs {
            Some(costs) if costs != KdfParams::DEFAULT => costs,
            _ => KdfParams::calibrated(took),
        };
        let right = vault.renew_slot(header, secret, rng).and_then(|_| KdfRequest::new(params, rng));
        match right {
            Ok(request) => out.push(Effect::Derive { passphrase, request, then: Then::ChangeTo(reply) }),
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }

    pub(crate) fn change_to(
        &mut self,
        reply: ReplyId,
        secret: &SlotSecret,
        request: KdfRequest,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let now = self.now;
        self.change_header(reply, out, |vault, header| vault.change_passphrase(header, secret, request, now, rng));
    }

    pub(crate) fn make_recovery(&mut self, reply: ReplyId, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let code = RecoveryCode::random(rng);
        let value = SecretText::new(code.expose().to_string());
        self.session.recovery = Some(value.clone());
        self.changed = true;
        Self::respond(reply, UiResponse::Secret { value }, out);
    }

    /// The person has it on paper: it takes the place of an earlier one.
    pub(crate) fn confirm_recovery(
        &mut self,
        reply: ReplyId,
        part: &SecretText,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let waits = self.session.recovery.as_ref().and_then(|code| RecoveryCode::parse(code.expose()).ok());
        let Some(code) = waits else {
            Self::refuse(reply, problem("recovery-gone"), out);
            return;
        };
        if !code.is_part(TYPED_BACK, part.expose()) {
            Self::refuse(reply, problem("recovery-part"), out);
            return;
        }
        let now = self.now;
        let stored = self.change_header(reply, out, |vault, header| {
            let mut header = header.clone();
            let earlier: Vec<_> =
                header.slots().filter(|slot| slot.kind == SlotKind::RecoveryCode).map(|slot| slot.id).collect();
            for id in earlier {
                header = vault.remove_slot(&header, id)?.0;
            }
            vault.add_slot(&header, NewSlot::RecoveryCode(&code), now, rng)
        });
        if stored {
            self.session.recovery = None;
            self.changed = true;
        }
    }

    pub(crate) fn add_passkey(
        &mut self,
        reply: ReplyId,
        (credential, salt): (&str, &str),
        output: &SecretText,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let asked = || {
            Some(PrfRequest {
                credential_id: Base64UrlUnpadded::decode_vec(credential).ok()?,
                rp_id: None,
                user_handle: None,
                salt: Base64UrlUnpadded::decode_vec(salt).ok()?.try_into().ok()?,
            })
        };
        let (Some(request), Some(secret)) = (asked(), prf_secret(output)) else {
            Self::refuse(reply, problem("passkey-none"), out);
            return;
        };
        let now = self.now;
        self.change_header(reply, out, |vault, header| {
            vault.add_slot(header, NewSlot::Passkey(&secret, request), now, rng)
        });
    }

    pub(crate) fn remove_way(&mut self, reply: ReplyId, way: &str, out: &mut Vec<Effect>) {
        match way.parse() {
            Ok(id) => {
                self.change_header(reply, out, |vault, header| vault.remove_slot(header, id));
            }
            Err(_) => Self::refuse(reply, problem("not-found"), out),
        }
    }

    /// Everything that is stored comes first.
    pub(crate) fn change_key(reply: ReplyId, out: &mut Vec<Effect>) {
        let keys = vec![(Area::Records, String::new()), (Area::Meta, String::new())];
        out.push(Effect::Load { keys, then: Then::KeyChange(reply) });
    }

    pub(crate) fn change_key_of(
        &mut self,
        reply: ReplyId,
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Standing::Open(header, vault) = &self.vault else {
            Self::refuse(reply, problem("locked"), out);
            return;
        };
        let mut resealed = || {
            let mut rekey = vault.rekey(header, rng)?;
            let mut writes = Vec::new();
            for (area, key, value) in blobs {
                if let Some(value) = value {
                    writes.extend(rekey.item(*area, key, value, rng)?);
                }
            }
            let (header, vault, last) = rekey.finish(rng)?;
            writes.extend(last);
            Ok((header, vault, writes))
        };
        match resealed() {
            Ok((header, vault, writes)) => {
                self.newborn = Some((Box::new(header), Box::new(vault)));
                out.push(Effect::Store { writes, then: Then::KeyChanged(reply) });
            }
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }

    /// The vault under its new key takes the place of the old one.
    pub(crate) fn key_changed(&mut self, reply: ReplyId, out: &mut Vec<Effect>) {
        if let Some((header, vault)) = self.newborn.take() {
            self.opened(header, vault, out);
        }
        Self::done(reply, out);
    }

    /// Just opened with this: its slot gets what it lacks, if it lacks anything.
    pub(crate) fn renew_way(&mut self, secret: &SlotSecret, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let Standing::Open(header, vault) = &self.vault else { return };
        // It opened, so nothing is lost when it is not renewed.
        if let Ok(Some((header, writes))) = vault.renew_slot(header, secret, rng) {
            self.next_header = Some(Box::new(header));
            out.push(Effect::Store { writes, then: Then::HeaderStored });
        }
    }

    /// Changes the header of the open vault and stores it. Whether it is on its way.
    fn change_header(
        &mut self,
        reply: ReplyId,
        out: &mut Vec<Effect>,
        change: impl FnOnce(&Vault, &Header) -> Result<(Header, Vec<Write>), VaultError>,
    ) -> bool {
        let Standing::Open(header, vault) = &self.vault else {
            Self::refuse(reply, problem("locked"), out);
            return false;
        };
        match change(vault, header) {
            Ok((header, writes)) => {
                self.next_header = Some(Box::new(header));
                out.push(Effect::Store { writes, then: Then::Done(reply) });
                true
            }
            Err(error) => {
                Self::refuse(reply, Self::told(&error), out);
                false
            }
        }
    }
}

fn prf_secret(output: &SecretText) -> Option<SlotSecret> {
    SlotSecret::from_prf_output(Base64UrlUnpadded::decode_vec(output.expose()).ok()?).ok()
}
