//! The sandbox's authorization server at its real name, its clock, and a way to it that the command takes by itself: a
//! proxy in the environment, and the sandbox's certificate as the only one that counts.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::{fs, thread};

use crate::common::{HOUR, command, entry_in, seal, unseal};
use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/sandbox/server.mjs");
const API: &str = "https://api.cc.email/v3/account/user/privileges";
const TOKEN: &str = "https://authz.constantcontact.com/oauth2/default/v1/token";

pub struct Bed {
    server: Child,
    control: String,
    proxy: String,
    /// Reaches the providers as the command does.
    agent: Agent,
    folder: TempDir,
}

impl Bed {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let mut server = Command::new("node")
            .args([SERVER, "--port", "0", "--state"])
            .arg(&state)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is missing; scripts/setup installs it");
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).expect("the sandbox did not start");
        let port = |name: &str| u16::try_from(ready[name].as_u64().unwrap()).unwrap();
        let proxy = format!("http://127.0.0.1:{}", serve_proxy(port("https")));
        let root = Certificate::from_pem(&fs::read(state.join("tls.crt")).unwrap()).unwrap();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(vec![root])))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .proxy(Some(Proxy::new(&proxy).unwrap()))
            .tls_config(tls)
            .http_status_as_error(false);
        let control = format!("http://127.0.0.1:{}", port("control"));
        Self { server, control, proxy, agent: config.build().new_agent(), folder }
    }

    /// A file name in a folder that goes with the bed.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `POST` to the control port.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        let agent = Agent::config_builder().proxy(None).build().new_agent();
        let mut answer = agent.post(format!("{}{path}", self.control)).send(body.to_string()).unwrap();
        serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
    }

    /// `GET` from the control port.
    pub fn get(&self, path: &str) -> Value {
        let agent = Agent::config_builder().proxy(None).build().new_agent();
        let mut answer = agent.get(format!("{}{path}", self.control)).call().unwrap();
        serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
    }

    /// An app and how many connections to it are wanted, each as access and refresh token.
    pub fn app(&self, flow: &str, refresh: &str) -> Value {
        self.post("/make", &json!({"kind": "constant-contact/v3-app", "flow": flow, "refresh": refresh}))
    }

    pub fn connect(&self, app: &Value) -> (String, String) {
        let made = self.post("/make", &json!({"kind": "constant-contact/v3-oauth", "client_id": app["client_id"]}));
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("access_token"), text("refresh_token"))
    }

    /// The next so many requests for tokens go wrong in this way.
    pub fn fault(&self, fault: &str, times: u32) {
        let path = "/oauth2/default/v1/token";
        let rule = json!({"fault": fault, "host": "authz.constantcontact.com", "path": path, "times": times});
        self.post("/faults", &rule);
    }

    /// How many requests for tokens the authorization server has dealt with.
    pub fn asked(&self) -> usize {
        self.get("/log?host=authz.constantcontact.com&method=TOKEN").as_array().unwrap().len()
    }

    /// Whether the provider's API takes this token.
    pub fn works(&self, access: &str) -> bool {
        let answer = self.agent.get(API).header("authorization", format!("Bearer {access}")).call().unwrap();
        answer.status() == 200
    }

    /// Refreshes as the vault does; the next refresh token.
    pub fn refresh(&self, app: &Value, refresh: &str) -> String {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("client_id", app["client_id"].as_str().unwrap()),
        ];
        let mut answer = self.agent.post(TOKEN).send_form(form).unwrap();
        let answer: Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
        answer["refresh_token"].as_str().expect("the vault's own connection is refused").to_owned()
    }

    /// So many hours go by: for the providers, and for what the files say of times.
    pub fn pass(&self, hours: u64, files: &[&Path]) {
        self.post("/clock", &json!({"advance_seconds": hours * 3600}));
        for file in files {
            let mut document = unseal(file);
            let id = entry_in(&document)["id"].clone();
            let entries = document["export"]["credentials"].as_array_mut().unwrap();
            let entry = entries.iter_mut().find(|entry| entry["id"] == id).unwrap();
            let earlier = |time: &Value| json!(time.as_u64().unwrap() - hours * HOUR);
            for name in ["obtained", "expires_at"] {
                entry["care"]["connection"][name] = earlier(&entry["care"]["connection"][name]);
            }
            fs::write(file, seal(&document)).unwrap();
        }
    }

    /// The command with a way to the sandbox.
    pub fn command(&self, file: &Path, more: &[&str]) -> Command {
        self.online(command(file, more))
    }

    pub fn online(&self, mut command: Command) -> Command {
        command.env("HTTPS_PROXY", &self.proxy).env("SSL_CERT_FILE", self.path("state/tls.crt"));
        command
    }

    /// The command with a network that is not there: nothing listens at port 1.
    pub fn offline(&self, file: &Path) -> Command {
        let mut command = self.command(file, &[]);
        command.env("HTTPS_PROXY", "http://127.0.0.1:1");
        command
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A proxy to which every host is the sandbox; its port.
fn serve_proxy(sandbox: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || tunnel(client, sandbox));
        }
    });
    port
}

/// One `CONNECT` (RFC 9110 section 9.3.6).
fn tunnel(mut client: TcpStream, sandbox: u16) -> Option<()> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let mut server = TcpStream::connect(("127.0.0.1", sandbox)).ok()?;
    client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").ok()?;
    let (mut from_client, mut to_server) = (client.try_clone().ok()?, server.try_clone().ok()?);
    thread::spawn(move || {
        let _ = std::io::copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(Shutdown::Write);
    });
    let _ = std::io::copy(&mut server, &mut client);
    let _ = client.shutdown(Shutdown::Both);
    Some(())
}
