//! Credentials in groups by client, in the order in which the clients first appear.

use keyfob_protocol::ui::CredentialView;

/// One client and what is kept for it. The client without a name comes last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The client; empty for none.
    pub client: String,
    /// What is kept for it, in the list's order.
    pub credentials: Vec<CredentialView>,
}

/// Groups a list by client.
#[must_use]
pub fn by_client(credentials: &[CredentialView]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for credential in credentials {
        let client = credential.client.trim();
        match groups.iter_mut().find(|group| group.client == client) {
            Some(group) => group.credentials.push(credential.clone()),
            None => groups.push(Group { client: client.to_owned(), credentials: vec![credential.clone()] }),
        }
    }
    groups.sort_by_key(|group| group.client.is_empty());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyfob_protocol::ui::{CheckState, CheckView, OffState, OffView};

    fn credential(id: &str, client: &str) -> CredentialView {
        CredentialView {
            id: id.to_owned(),
            provider: String::new(),
            provider_name: String::new(),
            kind: String::new(),
            name: String::new(),
            label: String::new(),
            client: client.to_owned(),
            account: String::new(),
            region: String::new(),
            fields: Vec::new(),
            created_at: 0,
            expires_at: None,
            captured_from: Vec::new(),
            uses: Vec::new(),
            missing: Vec::new(),
            earlier: 0,
            trashed_at: None,
            linked: None,
            check: CheckView {
                state: CheckState::Idle,
                code: String::new(),
                at: 0,
                who: Vec::new(),
                called: String::new(),
                status: 0,
                retry_at: None,
                hosts: Vec::new(),
                problem: None,
            },
            connection: None,
            rotation: None,
            off: OffView {
                at: None,
                by_request: false,
                say: String::new(),
                page: String::new(),
                state: OffState::Idle,
                hosts: Vec::new(),
                way: Vec::new(),
                problem: None,
            },
            script: None,
        }
    }

    #[test]
    fn clients_keep_their_order_and_the_nameless_come_last() {
        let list =
            [credential("1", ""), credential("2", "Bakery"), credential("3", "Choir"), credential("4", "Bakery ")];
        let groups = by_client(&list);
        let shape: Vec<(&str, Vec<&str>)> = groups
            .iter()
            .map(|group| (group.client.as_str(), group.credentials.iter().map(|c| c.id.as_str()).collect()))
            .collect();
        assert_eq!(shape, [("Bakery", vec!["2", "4"]), ("Choir", vec!["3"]), ("", vec!["1"])]);
    }
}
