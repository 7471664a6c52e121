//! From the snapshot on the wire to the page that the planner reads.

use keyfob_forms::{Choice, Control, Frame, Page};
use keyfob_protocol::page::{self, MAX_CONTROLS, Snapshot};

/// The page that a snapshot describes. Controls keep their order, and a control's place in [`Page::controls`] is its
/// place in the snapshot's list, whatever `index` says. What is over [`MAX_CONTROLS`] is dropped.
#[must_use]
pub fn page(snapshot: Snapshot) -> Page {
    Page {
        url: snapshot.url,
        title: snapshot.title,
        language: snapshot.language,
        headings: snapshot.headings,
        controls: snapshot.controls.into_iter().take(MAX_CONTROLS).map(control).collect(),
        frames: snapshot.frames.into_iter().map(frame).collect(),
    }
}

fn control(control: page::Control) -> Control {
    Control {
        name: control.name,
        id: control.id,
        tag: control.tag,
        kind: control.kind,
        autocomplete: control.autocomplete,
        label: control.label,
        beside: control.beside,
        section: control.section,
        placeholder: control.placeholder,
        help: control.help,
        links: control.links,
        hints: control.hints,
        form: control.form,
        action: control.action,
        options: control.options.into_iter().map(choice).collect(),
        state: control.state,
        visible: control.visible,
        unseen: control.unseen,
        disabled: control.disabled,
        readonly: control.readonly,
        submit: control.submit,
    }
}

fn choice(choice: page::Choice) -> Choice {
    Choice { value: choice.value, text: choice.text, selected: choice.selected }
}

fn frame(frame: page::Frame) -> Frame {
    Frame { origin: frame.origin, same_origin: frame.same_origin, visible: frame.visible, controls: frame.controls }
}
