//! Whether Keyfob may see by itself what a site makes of a fill. Where the browser's leave to see a page ends with the
//! document, a page that was saved and loaded anew needs a permission for its site, or the person, who opens Keyfob there
//! again. The permission is offered with the first fill of a site and never again: that there was one before is known
//! from the uses, so that what was answered outlives the browser without a list of sites of its own.

use crate::event::{Effect, ReplyId, Then, problem};
use crate::session::{Done, StoredPlan};
use crate::step::App;
use keyfob_protocol::ui::{Look, Outcome};

impl App {
    /// How a fill of this plan, which is not recorded yet, will be looked at; a grant that is there already not counted.
    pub(crate) fn look_at(&self, plan: &StoredPlan) -> Look {
        if !self.surroundings.until_reload {
            return Look::ByItself;
        }
        let known = self.opened_vault().is_some_and(|vault| vault.uses().any(|used| used.site == plan.origin));
        // One that was undone leaves no use behind.
        let before = known || self.session.done.iter().any(|done| done.origin == plan.origin);
        // Without an id of the document nobody can tell that a page was loaded anew.
        if before || plan.document.is_empty() { Look::WhenOpened } else { Look::Offered }
    }

    /// A fill is noted: whether its site is granted is all that is missing for the answer.
    pub(crate) fn fill_noted(&mut self, reply: ReplyId, plan: String, out: &mut Vec<Effect>) {
        let done = self.session.done.iter().find(|done| done.plan == plan);
        match done.filter(|done| done.look != Look::ByItself).and_then(look_hosts) {
            Some(host) => out.push(Effect::CheckGrant { hosts: vec![host], then: Then::Fill(reply, plan) }),
            None => self.fill_recorded(reply, &plan, out),
        }
    }

    /// The grants changed: those of sites whose fills are still open are looked up.
    pub(crate) fn look_grants(&self, out: &mut Vec<Effect>) {
        if !self.surroundings.until_reload {
            return;
        }
        let open = self.session.done.iter().filter(|done| done.outcome == Outcome::Unknown && !done.undone);
        out.extend(open.filter_map(|done| {
            let hosts = vec![look_hosts(done)?];
            Some(Effect::CheckGrant { hosts, then: Then::LookGrant(done.plan.clone()) })
        }));
    }

    /// Whether the site of a fill is granted.
    pub(crate) fn look_granted(&mut self, plan: &str, granted: bool) {
        for done in self.session.done.iter_mut().filter(|done| done.plan == plan) {
            let look = match done.look {
                _ if granted && !done.document.is_empty() => Look::ByItself,
                Look::Offered => Look::Offered,
                Look::ByItself | Look::WhenOpened => Look::WhenOpened,
            };
            self.changed |= look != done.look;
            done.look = look;
        }
    }

    /// The person does not want it.
    pub(crate) fn look_refused(&mut self, reply: ReplyId, plan: &str, out: &mut Vec<Effect>) {
        let offered = |done: &&mut Done| done.plan == plan && done.look == Look::Offered;
        match self.session.done.iter_mut().find(offered) {
            Some(done) => {
                done.look = Look::WhenOpened;
                self.changed = true;
                self.fill_recorded(reply, plan, out);
            }
            None => Self::refuse(reply, problem("not-found"), out),
        }
    }
}

/// The match pattern of a fill's site, and of nothing else but its other ports: patterns know no port in every browser.
pub(crate) fn look_hosts(done: &Done) -> Option<String> {
    let (scheme, host) = done.origin.split_once("://")?;
    let port = |(_, port): &(&str, &str)| port.bytes().all(|digit| digit.is_ascii_digit());
    let host = host.rsplit_once(':').filter(port).map_or(host, |(host, _)| host);
    Some(format!("{scheme}://{host}/*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_asked_for_alone_and_without_its_port() {
        for (origin, pattern) in [
            ("https://bakery.example", "https://bakery.example/*"),
            ("https://bakery.example:8443", "https://bakery.example/*"),
            ("http://127.0.0.1:8080", "http://127.0.0.1/*"),
            ("http://[::1]:9", "http://[::1]/*"),
            ("http://[::1]", "http://[::1]/*"),
        ] {
            let done = Done { origin: origin.to_owned(), ..Done::default() };
            assert_eq!(look_hosts(&done).as_deref(), Some(pattern), "{origin}");
        }
    }
}
