//! From the snapshot on the wire to the page that the planner reads.

use keyfob_forms::{Choice, Control, Frame, Page};
use keyfob_protocol::page::{self, MAX_CONTROLS, MAX_TEXT, Snapshot};

/// Most headings and frames of a page, options of a select, links of a row. `snapshot.js` sends fewer.
const MAX_PARTS: usize = 100;
/// Most bytes of an address, a name or an id.
const MAX_NAME: usize = 2048;

/// A snapshot no larger than the script makes them: what is over [`MAX_CONTROLS`] and the other caps is dropped, so
/// that a renderer that has been taken over can neither flood the session nor slow the planner down.
#[must_use]
pub fn bounded(mut snapshot: Snapshot) -> Snapshot {
    for text in [&mut snapshot.url, &mut snapshot.nonce] {
        cut(text, MAX_NAME);
    }
    for list in [&mut snapshot.headings, &mut snapshot.plugins, &mut snapshot.tabs, &mut snapshot.links] {
        list.truncate(MAX_PARTS);
        list.iter_mut().for_each(|text| cut(text, MAX_TEXT));
    }
    for text in [&mut snapshot.title, &mut snapshot.language, &mut snapshot.screen] {
        cut(text, MAX_TEXT);
    }
    snapshot.notices.truncate(MAX_PARTS);
    for notice in &mut snapshot.notices {
        cut(&mut notice.tone, MAX_TEXT);
        cut(&mut notice.text, MAX_TEXT);
    }
    snapshot.frames.truncate(MAX_PARTS);
    snapshot.controls.truncate(MAX_CONTROLS);
    for frame in &mut snapshot.frames {
        cut(&mut frame.origin, MAX_NAME);
        frame.words.truncate(MAX_PARTS);
        frame.words.iter_mut().for_each(|text| cut(text, MAX_TEXT));
    }
    for control in &mut snapshot.controls {
        control.links.truncate(MAX_PARTS);
        control.options.truncate(MAX_PARTS);
        control.outline.truncate(MAX_PARTS);
        control.intro_links.truncate(MAX_PARTS);
        for name in [&mut control.name, &mut control.id, &mut control.data_name, &mut control.action] {
            cut(name, MAX_NAME);
        }
        let words = [
            &mut control.tag,
            &mut control.kind,
            &mut control.autocomplete,
            &mut control.label,
            &mut control.beside,
            &mut control.section,
            &mut control.intro,
            &mut control.group,
            &mut control.placeholder,
            &mut control.help,
            &mut control.hints,
            &mut control.state,
            &mut control.unseen,
            &mut control.submit,
        ];
        let choices = control.options.iter_mut().flat_map(|choice| [&mut choice.value, &mut choice.text]);
        let lists = control.links.iter_mut().chain(&mut control.outline).chain(&mut control.intro_links);
        for text in words.into_iter().chain(lists).chain(choices) {
            cut(text, MAX_TEXT);
        }
    }
    snapshot
}

/// Cuts to so many bytes, never through a character.
fn cut(text: &mut String, most: usize) {
    text.truncate(text.floor_char_boundary(most));
}

/// The page that a snapshot describes. Controls keep their order, and a control's place in [`Page::controls`] is its
/// place in the snapshot's list, whatever `index` says.
#[must_use]
pub fn page(snapshot: Snapshot) -> Page {
    Page {
        url: snapshot.url,
        title: snapshot.title,
        language: snapshot.language,
        screen: snapshot.screen,
        plugins: snapshot.plugins,
        tabs: snapshot.tabs,
        links: snapshot.links,
        headings: snapshot.headings,
        controls: snapshot.controls.into_iter().map(control).collect(),
        frames: snapshot.frames.into_iter().map(frame).collect(),
    }
}

fn control(control: page::Control) -> Control {
    Control {
        name: control.name,
        id: control.id,
        data_name: control.data_name,
        tag: control.tag,
        kind: control.kind,
        autocomplete: control.autocomplete,
        label: control.label,
        beside: control.beside,
        section: control.section,
        outline: control.outline,
        intro: control.intro,
        intro_links: control.intro_links,
        group: control.group,
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
    Frame {
        origin: frame.origin,
        same_origin: frame.same_origin,
        visible: frame.visible,
        controls: frame.controls,
        words: frame.words,
    }
}
