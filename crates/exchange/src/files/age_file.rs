//! age v1 files (C2SP `age`), by the `age` crate: protected by a passphrase (scrypt) or for X25519 recipients.
//!
//! The crate draws its own random bytes from the system. Its sentences for people are not used: linking them in would
//! bring a translation engine along.

use std::io::{Read, Write};
use std::iter;

use age::secrecy::{ExposeSecret, SecretString};
use age::stream::StreamWriter;
use age::{DecryptError, Decryptor, EncryptError, Encryptor, scrypt, x25519};
use zeroize::Zeroizing;

use super::Clear;
use crate::document::within;
use crate::{DocumentSecret, ExchangeError, limits};

/// How every age file begins.
const MAGIC: &[u8] = b"age-encryption.org/";
/// The line with which the header ends.
const HEADER_END: &[u8] = b"\n--- ";

/// Who can open a file that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Whoever knows the passphrase. It is taken as the bytes it is.
    Passphrase(DocumentSecret),
    /// Whoever holds one of the identities to these recipients (`age1…`).
    Recipients(Vec<String>),
}

/// What opens a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The passphrase.
    Passphrase(DocumentSecret),
    /// An identity (`AGE-SECRET-KEY-1…`), or the text of an identity file with several, one a line.
    Identity(DocumentSecret),
}

/// A new key pair, for receiving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `AGE-SECRET-KEY-1…`: stays here.
    pub secret: DocumentSecret,
    /// `age1…`: goes to whoever is to send something.
    pub recipient: String,
}

impl Identity {
    /// Makes one from the system's random bytes.
    #[must_use]
    pub fn generate() -> Self {
        let identity = x25519::Identity::generate();
        Self {
            recipient: identity.to_public().to_string(),
            secret: DocumentSecret::new(identity.to_string().expose_secret().to_owned()),
        }
    }
}

/// Encrypts `clear` into an age file (binary, not armored).
///
/// # Errors
/// [`ExchangeError::EmptyPassphrase`], [`ExchangeError::NoRecipient`], [`ExchangeError::BadRecipient`],
/// [`ExchangeError::TooMany`] recipients.
pub fn seal(clear: &[u8], protection: &Protection) -> Result<Vec<u8>, ExchangeError> {
    match protection {
        Protection::Passphrase(passphrase) => {
            if passphrase.is_empty() {
                return Err(ExchangeError::EmptyPassphrase);
            }
            let mut recipient = scrypt::Recipient::new(secret_string(passphrase));
            recipient.set_work_factor(limits::WORK_FACTOR_MADE);
            encrypt(clear, &mut iter::once::<&dyn age::Recipient>(&recipient))
        }
        Protection::Recipients(recipients) => {
            if recipients.is_empty() {
                return Err(ExchangeError::NoRecipient);
            }
            if recipients.len() > limits::RECIPIENTS {
                return Err(ExchangeError::TooMany { limit: limits::RECIPIENTS });
            }
            let parse = |(index, text): (usize, &String)| {
                let parsed = text.trim().parse::<x25519::Recipient>();
                parsed.map_err(|_| ExchangeError::BadRecipient { position: index + 1 })
            };
            let recipients: Vec<_> = recipients.iter().enumerate().map(parse).collect::<Result<_, _>>()?;
            encrypt(clear, &mut recipients.iter().map(|recipient| -> &dyn age::Recipient { recipient }))
        }
    }
}

fn encrypt(clear: &[u8], recipients: &mut dyn Iterator<Item = &dyn age::Recipient>) -> Result<Vec<u8>, ExchangeError> {
    Sealing::begin(recipients)?.finish(clear)
}

/// A file whose key is derived and whose content is still to come. What arrives from outside and must not be lost is
/// sealed at once then, and not a second of derivation later.
pub struct Sealing(StreamWriter<Vec<u8>>);

impl Sealing {
    /// Begins a file that takes the place of `file`: with the same passphrase, which opened it, and the same work factor.
    ///
    /// # Errors
    /// [`ExchangeError::NeedsIdentity`] if `file` is not protected by a passphrase, or what [`seal`] says of that.
    pub fn like(file: &[u8], passphrase: &DocumentSecret) -> Result<Self, ExchangeError> {
        if passphrase.is_empty() {
            return Err(ExchangeError::EmptyPassphrase);
        }
        let plain = dearmored(file)?;
        let factor = work_factor(plain.as_deref().unwrap_or(file)).ok_or(ExchangeError::NeedsIdentity)?;
        if factor > limits::WORK_FACTOR {
            return Err(ExchangeError::WorkFactor { found: factor, limit: limits::WORK_FACTOR });
        }
        let mut recipient = scrypt::Recipient::new(secret_string(passphrase));
        recipient.set_work_factor(factor);
        Self::begin(&mut iter::once::<&dyn age::Recipient>(&recipient))
    }

    fn begin(recipients: &mut dyn Iterator<Item = &dyn age::Recipient>) -> Result<Self, ExchangeError> {
        let encryptor = Encryptor::with_recipients(recipients).map_err(|error| match error {
            EncryptError::MissingRecipients => ExchangeError::NoRecipient,
            _ => ExchangeError::Failed,
        })?;
        encryptor.wrap_output(Vec::new()).map(Self).map_err(|_| ExchangeError::Failed)
    }

    /// The whole file.
    ///
    /// # Errors
    /// [`ExchangeError::Failed`], which is not to be expected: everything happens in memory.
    pub fn finish(mut self, clear: &[u8]) -> Result<Vec<u8>, ExchangeError> {
        self.0.write_all(clear).and_then(|()| self.0.finish()).map_err(|_| ExchangeError::Failed)
    }
}

/// The base-2 logarithm of scrypt's cost in the header of a binary file: `-> scrypt SALT LOG`.
fn work_factor(file: &[u8]) -> Option<u8> {
    let stanza = file.split(|byte| *byte == b'\n').nth(1)?;
    let text = core::str::from_utf8(stanza).ok()?;
    text.strip_prefix("-> scrypt ")?.split(' ').nth(1)?.parse().ok().filter(|factor| (1..64).contains(factor))
}

/// Decrypts an age file, binary or armored. Nothing is returned before all of it has proved to be authentic.
///
/// # Errors
/// Not an age file, for somebody else, the wrong passphrase, too much work ([`limits::WORK_FACTOR`]), or damaged.
pub fn unseal(file: &[u8], key: &Key) -> Result<Clear, ExchangeError> {
    within(file)?;
    let plain = dearmored(file)?;
    let file = plain.as_deref().unwrap_or(file);
    if !file.starts_with(MAGIC) {
        return Err(ExchangeError::NotAge);
    }
    // Each stanza of the header can cost a key agreement, so the header is bounded before it is read.
    let head = file.get(..limits::AGE_HEADER.min(file.len())).unwrap_or_default();
    if !head.windows(HEADER_END.len()).any(|window| window == HEADER_END) {
        return Err(ExchangeError::UnknownAge);
    }
    let decryptor = Decryptor::new(file).map_err(|error| refused(&error))?;
    match (key, decryptor.is_scrypt()) {
        (Key::Passphrase(_), false) => Err(ExchangeError::NeedsIdentity),
        (Key::Identity(_), true) => Err(ExchangeError::NeedsPassphrase),
        (Key::Passphrase(passphrase), true) => {
            let mut identity = scrypt::Identity::new(secret_string(passphrase));
            identity.set_max_work_factor(limits::WORK_FACTOR);
            decrypt(decryptor, &mut iter::once::<&dyn age::Identity>(&identity), file.len())
        }
        (Key::Identity(text), false) => {
            let identities = identities(text)?;
            decrypt(decryptor, &mut identities.iter().map(|identity| -> &dyn age::Identity { identity }), file.len())
        }
    }
}

fn decrypt(
    decryptor: Decryptor<&[u8]>,
    identities: &mut dyn Iterator<Item = &dyn age::Identity>,
    size: usize,
) -> Result<Clear, ExchangeError> {
    let mut reader = decryptor.decrypt(identities).map_err(|error| refused(&error))?;
    // A clear text is never longer than its file: the buffer does not grow and leaves no pieces behind.
    let mut clear = Zeroizing::new(Vec::with_capacity(size));
    reader.read_to_end(&mut clear).map_err(|_| ExchangeError::Damaged)?;
    Ok(clear)
}

/// The identities of an identity file: one a line, with comments, or just one.
fn identities(text: &DocumentSecret) -> Result<Vec<x25519::Identity>, ExchangeError> {
    let lines = text.expose().lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let identities: Vec<_> = lines
        .take(limits::RECIPIENTS)
        .map(|line| line.parse().map_err(|_| ExchangeError::BadIdentity))
        .collect::<Result<_, _>>()?;
    if identities.is_empty() { Err(ExchangeError::BadIdentity) } else { Ok(identities) }
}

/// The bytes of an armored file; nothing for one that is binary.
fn dearmored(file: &[u8]) -> Result<Option<Vec<u8>>, ExchangeError> {
    if !file.trim_ascii_start().starts_with(b"-----BEGIN AGE") {
        return Ok(None);
    }
    let mut plain = Vec::new();
    age::armor::ArmoredReader::new(file).read_to_end(&mut plain).map_err(|_| ExchangeError::Damaged)?;
    Ok(Some(plain))
}

fn refused(error: &DecryptError) -> ExchangeError {
    match error {
        DecryptError::ExcessiveWork { required, .. } => {
            ExchangeError::WorkFactor { found: *required, limit: limits::WORK_FACTOR }
        }
        DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => ExchangeError::WrongPassphrase,
        DecryptError::NoMatchingKeys => ExchangeError::OtherRecipient,
        DecryptError::InvalidMac | DecryptError::Io(_) => ExchangeError::Damaged,
        _ => ExchangeError::UnknownAge,
    }
}

fn secret_string(secret: &DocumentSecret) -> SecretString {
    SecretString::from(secret.expose().to_owned())
}
