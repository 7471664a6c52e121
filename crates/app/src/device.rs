//! Connecting by a code that is entered elsewhere (RFC 8628): shown in the panel, asked for at the times that the
//! provider sets.

use crate::connect::{client_of, told};
use crate::event::{Effect, Then};
use crate::http::{self, HttpResult};
use crate::session::DeviceState;
use crate::step::App;
use keyfob_oauth::{Client, Device, OauthError, Poll, Polled, device_request};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{DeviceView, Stage};
use keyfob_recipes::{ClientAuth, OAuth};
use keyfob_vault::Random;
use zeroize::Zeroizing;

impl App {
    /// Asks for a code, or whether it was entered.
    pub(crate) fn device_request(&mut self, oauth: &'static OAuth, secret: Option<&str>, out: &mut Vec<Effect>) {
        let Some(state) = self.session.pending.as_mut() else { return };
        let asked = Client::new(oauth, &state.client_id, secret).and_then(|client| match state.device.as_ref() {
            None => device_request(oauth, &client).map(|request| (Some(request), Then::DeviceStarted, None)),
            Some(device) => {
                let mut device = to_logic(device);
                match device.poll(oauth, &client, self.now) {
                    Poll::Ask(request) => Ok((Some(request), Then::DevicePolled, Some(device))),
                    Poll::Wait(_) => Ok((None, Then::DevicePolled, None)),
                    Poll::Expired => Err(OauthError::DeviceExpired),
                }
            }
        });
        match asked {
            Ok((request, then, device)) => {
                if let Some(device) = device {
                    state.device = Some(to_state(&device));
                    self.changed = true;
                }
                self.code_asked |= then == Then::DeviceStarted;
                out.extend(request.map(|request| http::send(request, then)));
                self.wake_in_time(out);
            }
            Err(error) => self.connection_failed(told(&error)),
        }
    }

    /// When the provider may be asked again whether the code was entered.
    pub(crate) fn device_wake(&self) -> Option<u64> {
        let waits = self.session.job.as_ref().is_some_and(|job| job.stage == Stage::Code);
        self.session.pending.as_ref()?.device.as_ref().filter(|_| waits).map(|device| device.next_poll)
    }

    /// Asks again if it is time. True if it was.
    pub(crate) fn poll_if_due(&mut self, out: &mut Vec<Effect>) -> bool {
        let due = self.device_wake().is_some_and(|at| at <= self.now);
        if due {
            self.next_request(out);
        }
        due
    }

    pub(crate) fn device_started(&mut self, result: &HttpResult, out: &mut Vec<Effect>) {
        self.code_asked = false;
        let Some(auth) = self.device_auth() else { return };
        match Device::started(auth, &http::reply(result), self.now) {
            Ok(device) => {
                if let Some(pending) = self.session.pending.as_mut() {
                    pending.device = Some(to_state(&device));
                }
                self.changed = true;
                self.wake_in_time(out);
            }
            Err(error) => self.connection_failed(told(&error)),
        }
    }

    pub(crate) fn device_polled(&mut self, result: &HttpResult, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let Some(auth) = self.device_auth() else { return };
        let Some(state) = self.session.pending.as_mut().and_then(|pending| pending.device.as_mut()) else { return };
        let mut device = to_logic(state);
        let polled = device.polled(auth, &http::reply(result), self.now);
        *state = to_state(&device);
        self.changed = true;
        match polled {
            Polled::Granted(tokens) => self.take_tokens(Ok(tokens), rng, out),
            Polled::Wait(_) => self.wake_in_time(out),
            Polled::Failed(error) => self.connection_failed(told(&error)),
        }
    }

    /// How the client of the device flow under way authenticates; nothing if there is none.
    fn device_auth(&self) -> Option<ClientAuth> {
        self.session.job.as_ref().filter(|job| job.stage == Stage::Code)?;
        let (_, oauth, pending) = self.pending()?;
        let confidential = self.session.pending.as_ref().filter(|state| state.by_device)?.confidential;
        client_of(oauth, &pending.client_id, confidential).ok().map(|client| client.auth())
    }

    /// The worker died while the code was being asked for: it is asked for again.
    pub(crate) fn go_on_with_device(&mut self, out: &mut Vec<Effect>) {
        let missing = self.session.pending.as_ref().is_some_and(|state| state.by_device && state.device.is_none());
        if missing && !self.code_asked && self.session.job.as_ref().is_some_and(|job| job.stage == Stage::Code) {
            self.next_request(out);
        }
    }

    pub(crate) fn device_view(&self) -> Option<DeviceView> {
        self.session.job.as_ref().filter(|job| job.stage == Stage::Code)?;
        let device = self.session.pending.as_ref()?.device.as_ref()?;
        Some(DeviceView {
            user_code: device.user_code.clone(),
            address: device.address.clone(),
            address_with_code: device.address_with_code.clone().unwrap_or_default(),
            expires_at: device.expires_at,
        })
    }
}

fn to_logic(of: &DeviceState) -> Device {
    Device {
        device_code: Zeroizing::new(of.device_code.expose().to_owned()),
        user_code: of.user_code.clone(),
        verification_uri: of.address.clone(),
        verification_uri_complete: of.address_with_code.clone(),
        expires_at: of.expires_at,
        interval: of.interval,
        failures: of.failures,
        decided_at: of.decided_at,
        next_poll: of.next_poll,
    }
}

fn to_state(of: &Device) -> DeviceState {
    DeviceState {
        device_code: SecretText::new(of.device_code.to_string()),
        user_code: of.user_code.clone(),
        address: of.verification_uri.clone(),
        address_with_code: of.verification_uri_complete.clone(),
        expires_at: of.expires_at,
        interval: of.interval,
        failures: of.failures,
        decided_at: of.decided_at,
        next_poll: of.next_poll,
    }
}
