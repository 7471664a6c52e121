//! As much of HTTP/1.1 as the sandbox's control port needs: one request, one answer, on loopback.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::error::{BedError, Result};
use crate::wait::DEADLINE;

/// Sends a request with an optional JSON body and reads a JSON answer (`null` if it is empty).
///
/// # Errors
/// [`BedError::Answer`] when nobody listens, the status is not 2xx or the body is no JSON.
pub async fn ask(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let from = format!("{method} {path}");
    let bad = |detail: &dyn ToString| BedError::answer(&from, detail.to_string());
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let exchange = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    let answer = match tokio::time::timeout(DEADLINE, exchange).await {
        Ok(answer) => answer.map_err(|e| bad(&e))?,
        Err(_) => return Err(bad(&"no answer")),
    };
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(|| bad(&"no header"))?;
    let (head, body) = answer.split_at(end);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let status = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let body = body.get(4..).unwrap_or_default();
    let body = if head.contains("transfer-encoding: chunked") { unchunk(body) } else { body.to_vec() };
    if !status.starts_with('2') {
        return Err(bad(&format!("status {status}: {}", String::from_utf8_lossy(&body))));
    }
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&body).map_err(|e| bad(&e))
}

/// RFC 9112, section 7.1: size in hex, line, so many bytes, line; a size of nought ends it.
fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(line) = rest.windows(2).position(|two| two == b"\r\n") {
        let (size, tail) = rest.split_at(line);
        let size = String::from_utf8_lossy(size);
        let size = size.split(';').next().map(str::trim).and_then(|hex| usize::from_str_radix(hex, 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else { break };
        whole.extend_from_slice(tail.get(2..2 + size).unwrap_or_default());
        rest = tail.get(2 + size + 2..).unwrap_or_default();
    }
    whole
}
