//! Rotate: the new credential first, then proven, then into every place that uses the old one; the old one goes last.
//!
//! Where a replacement stands is not remembered, it is read off the vault: the old record names what takes its place,
//! the map of uses says which places have it. So it goes on from wherever it was left, on any device.

use crate::connection;
use crate::event::{Blob, Effect, ReplyId, Then, problem};
use crate::session::Job;
use crate::step::App;
use keyfob_protocol::ui::{CheckState, RotationSite, RotationStep, RotationView};
use keyfob_vault::{Random, RecordId, Rotation, Summary, Use};

impl App {
    /// A job that is to replace a credential gets the id that was settled when this was asked for first, and goes on
    /// with the fields that are there.
    pub(crate) fn replacing(&self, job: &mut Job, replaces: &str) {
        let Some(old) = self.summary_of(replaces).filter(|old| old.kind == job.kind) else { return };
        job.replaces = old.id.to_string();
        for (part, of_old) in
            [(&mut job.client, &old.client), (&mut job.site, &old.site), (&mut job.integration, &old.integration)]
        {
            if let Some(of_old) = of_old.as_ref().filter(|_| part.is_empty()) {
                part.clone_from(of_old);
            }
        }
        if let Some(rotation) = old.care.rotation {
            job.record = rotation.by.to_string();
            let there = self.opened_vault().and_then(|vault| vault.summary(rotation.by));
            job.kept = there.map_or(Vec::new(), |there| there.fields.iter().map(|hint| hint.name.clone()).collect());
        }
    }

    /// Writes into the old record what takes its place, unless it says so already. True if that was begun.
    pub(crate) fn note_rotation(&self, out: &mut Vec<Effect>) -> bool {
        let Some((old, by)) = self.rotation_to_note() else { return false };
        let load = self.load_record(old, Then::Rotate(old, by));
        let begun = load.is_some();
        out.extend(load);
        begun
    }

    fn rotation_to_note(&self) -> Option<(RecordId, RecordId)> {
        let job = self.session.job.as_ref().filter(|job| !job.replaces.is_empty())?;
        let by: RecordId = job.record.parse().ok()?;
        let old = self.summary_of(&job.replaces)?;
        old.care.rotation.is_none_or(|rotation| rotation.by != by).then_some((old.id, by))
    }

    pub(crate) fn rotate_loaded(
        &mut self,
        old: RecordId,
        by: RecordId,
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        match self.read_record(old, blobs) {
            Ok(mut found) => {
                found.care.rotation = Some(Rotation { since: self.now, by });
                self.put_aside(found, Then::RotationNoted, rng, out);
            }
            Err(problem) => {
                self.session.problem = Some(problem);
                self.changed = true;
            }
        }
    }

    /// The job that was replacing this one does so no more.
    pub(crate) fn rotate_stop(&mut self, reply: ReplyId, credential: &str, out: &mut Vec<Effect>) {
        if let Some(job) = self.session.job.as_mut().filter(|job| job.replaces == credential) {
            job.replaces = String::new();
            self.changed = true;
        }
        if self.summary_of(credential).is_none() {
            Self::refuse(reply, problem("not-found"), out);
            return;
        }
        self.change(reply, credential, crate::event::Change::Keep, out);
    }

    pub(crate) fn rotation_view(&self, old: &Summary) -> Option<RotationView> {
        let rotation = old.care.rotation?;
        let vault = self.opened_vault()?;
        let new = vault.summary(rotation.by).filter(|new| new.trashed_at.is_none());
        let sites = sites(vault.uses(), old.id, rotation.by);
        let step = match new {
            _ if old.care.off.is_some() => RotationStep::Done,
            None => RotationStep::NewKey,
            Some(new) if !is_whole(new) => RotationStep::NewKey,
            Some(new) if !self.is_proven(new) => RotationStep::Verify,
            Some(_) if sites.iter().any(|site| !site.done) => RotationStep::Sites,
            Some(_) => RotationStep::SwitchOff,
        };
        Some(RotationView { step, by: new.map(|new| new.id.to_string()), sites })
    }

    /// The provider said that it works, or cannot be asked.
    fn is_proven(&self, new: &Summary) -> bool {
        let works = ["verify-valid", "verify-limited", "verify-wrong-region", "verify-other-kind"];
        let said = new.care.check.as_ref().is_some_and(|check| works.contains(&check.code.as_str()));
        said || self.check_view(new).state == CheckState::Impossible
    }

    /// What takes its place is there already.
    pub(crate) fn is_succeeded(&self, old: &Summary) -> bool {
        let new = old.care.rotation.and_then(|rotation| self.opened_vault()?.summary(rotation.by));
        new.is_some_and(|new| new.trashed_at.is_none() && is_whole(new))
    }

    /// Whether a credential takes the place of one that was filled at this origin.
    pub(crate) fn succeeds_here(&self, id: RecordId, origin: &str) -> bool {
        let Some(vault) = self.opened_vault() else { return false };
        let old = |used: &&Use| used.site == origin && vault.summary(used.credential).is_some_and(|old| by(old, id));
        vault.uses().any(|used| old(&used))
    }
}

fn by(old: &Summary, id: RecordId) -> bool {
    old.care.rotation.is_some_and(|rotation| rotation.by == id)
}

/// All that a kind needs is there.
fn is_whole(summary: &Summary) -> bool {
    let fields = keyfob_recipes::kind(&summary.kind).map_or(&[][..], |(_, kind)| kind.fields);
    let elsewhere = |name: &str| name == "refresh_token" && connection::is_moved(summary);
    fields.iter().all(|field| field.optional || summary.field(field.name).is_some() || elsewhere(field.name))
}

/// Each place that uses the old one, once, in the order of its first use; done where the new one was filled since.
fn sites<'u>(uses: impl Iterator<Item = &'u Use>, old: RecordId, new: RecordId) -> Vec<RotationSite> {
    let mut of_new: Vec<&Use> = Vec::new();
    let mut of_old: Vec<&Use> = Vec::new();
    for used in uses {
        if used.credential == new {
            of_new.push(used);
        } else if used.credential == old && !of_old.iter().any(|other| same_place(other, used)) {
            of_old.push(used);
        }
    }
    let site = |used: &&Use| RotationSite {
        site: used.site.clone(),
        page: used.page.clone(),
        integration: used.integration.clone().unwrap_or_default(),
        done: of_new.iter().any(|other| same_place(other, used) && other.at >= used.at),
    };
    of_old.iter().map(site).collect()
}

/// One plugin of one site; where the plugin is not known, one page.
pub(crate) fn same_place(a: &Use, b: &Use) -> bool {
    a.site == b.site && a.integration == b.integration && (a.integration.is_some() || a.page == b.page)
}
