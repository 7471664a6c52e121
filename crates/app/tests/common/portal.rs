//! A provider's page with the guide's script in it.

use super::{World, script};
use keyfob_app::{Incoming, Outgoing, Sender};
use keyfob_protocol::SecretText;
use keyfob_protocol::page::{Candidate, Landmark, Order, PageRequest, Report};

/// A portal page with the helper in it.
pub struct Portal {
    pub sender: Sender,
    pub nonce: String,
    revision: u32,
}

impl Portal {
    /// The script wakes up in a document and asks for its task.
    pub fn load(world: &mut World, tab: i32, document: &str, url: &str) -> Option<Self> {
        let sender = script(tab, document, url);
        match world.send(sender.clone(), Incoming::Page(PageRequest::Hello)) {
            Some(Outgoing::Page(Order::Begin { nonce })) => Some(Self { sender, nonce, revision: 0 }),
            Some(Outgoing::Page(Order::End)) | None => None,
            other => panic!("{other:?}"),
        }
    }

    /// What is on the page now: headings, landmarks as in `button Create A Key` (`field-` is filled, `!` disabled,
    /// `@` in a dialog, visible words behind `|`, the rest of its row behind `#`, parted by `,`), candidates with the words beside them.
    pub fn try_report(
        &mut self,
        world: &mut World,
        headings: &[&str],
        landmarks: &[&str],
        candidates: &[(&str, &str)],
    ) -> Option<Order> {
        self.revision += 1;
        let report = Report {
            revision: self.revision,
            language: "en".to_owned(),
            headings: headings.iter().map(|&text| text.to_owned()).collect(),
            landmarks: landmarks.iter().map(|line| landmark(line)).collect(),
            candidates: candidates
                .iter()
                .map(|(text, label)| Candidate {
                    text: SecretText::new((*text).to_owned()),
                    label: (*label).to_owned(),
                })
                .collect(),
        };
        let request = PageRequest::Report { nonce: self.nonce.clone(), report };
        match world.send(self.sender.clone(), Incoming::Page(request)) {
            Some(Outgoing::Page(order)) => Some(order),
            Some(other) => panic!("{other:?}"),
            None => None,
        }
    }

    /// As [`Portal::try_report`], with an answer.
    pub fn report(
        &mut self,
        world: &mut World,
        headings: &[&str],
        landmarks: &[&str],
        candidates: &[(&str, &str)],
    ) -> Order {
        self.try_report(world, headings, landmarks, candidates).expect("an answer")
    }

    /// The person pointed at a text.
    pub fn try_pick(&self, world: &mut World, text: &str) -> Option<Order> {
        let text = SecretText::new(text.to_owned());
        let request = PageRequest::Picked { nonce: self.nonce.clone(), text, label: String::new() };
        match world.send(self.sender.clone(), Incoming::Page(request)) {
            Some(Outgoing::Page(order)) => Some(order),
            Some(other) => panic!("{other:?}"),
            None => None,
        }
    }

    /// As [`Portal::try_pick`], with an answer.
    pub fn pick(&self, world: &mut World, text: &str) -> Order {
        self.try_pick(world, text).expect("an answer")
    }
}

fn landmark(line: &str) -> Landmark {
    let (dialog, line) = line.strip_prefix('@').map_or((false, line), |rest| (true, rest));
    let (disabled, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
    let (role, text) = line.split_once(' ').expect("role and text");
    let (empty, role) = role.strip_suffix('-').map_or((true, role), |rest| (false, rest));
    let (text, row) = text.split_once('#').unwrap_or((text, ""));
    let (text, shown) = text.split_once('|').unwrap_or((text, ""));
    let row = row.replace(',', "\n");
    Landmark { role: role.to_owned(), text: text.to_owned(), shown: shown.to_owned(), empty, disabled, dialog, row }
}
