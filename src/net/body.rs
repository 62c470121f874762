//! The body of an answer: unpacked while it arrives, and counted before and after.

use std::io;

use async_compression::tokio::bufread::{BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder};
use futures_util::StreamExt as _;
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _};
use tokio_util::io::StreamReader;

/// The codings that are understood (RFC 9110 section 12.5.3), the one that servers have at hand first.
pub(super) const ACCEPT_ENCODING: &str = "gzip, br, deflate";

/// Bytes that are made room for because an answer says that they come; more only once they are here.
const MAX_RESERVED_BYTES: usize = 1 << 20;

/// Members of a gzip stream (RFC 1952, section 2.2) behind each of which padding is looked for, which costs a
/// decoder for each. A stream of more is read as one.
const MAX_PADDED_MEMBERS: usize = 64;

/// A body that is here.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Its bytes, unpacked.
    pub(super) bytes: Vec<u8>,
    /// Bytes that came over the network for it.
    pub(super) wire_bytes: usize,
}

/// Why a body is not here.
#[derive(Debug)]
pub(super) enum BodyError {
    /// More bytes than the limit, before or after unpacking.
    TooLarge,
    /// The connection failed.
    Lost(Box<reqwest::Error>),
    /// It breaks off, or it is not in the coding that it is said to be in.
    Broken,
}

impl From<io::Error> for BodyError {
    fn from(error: io::Error) -> Self {
        let is_too_large = error.kind() == io::ErrorKind::FileTooLarge;
        let lost = error
            .into_inner()
            .and_then(|inner| inner.downcast::<reqwest::Error>().ok());
        match lost {
            Some(lost) => Self::Lost(lost),
            None if is_too_large => Self::TooLarge,
            None => Self::Broken,
        }
    }
}

/// Reads the body of an answer, of which at most `limit_bytes` may come over the network and at most as
/// many out of it: a small body can unpack to a large one, and an endless one to nothing.
///
/// # Errors
///
/// Fails if it is larger, breaks off, or cannot be unpacked.
pub(super) async fn read(response: Response, limit_bytes: usize) -> Result<Body, BodyError> {
    let coding = coding(response.headers());
    let stated = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    let mut body = Body {
        bytes: Vec::with_capacity(stated.min(MAX_RESERVED_BYTES)),
        wire_bytes: 0,
    };
    let wire_bytes = &mut body.wire_bytes;
    let chunks = response.bytes_stream().map(|chunk| {
        let chunk = chunk.map_err(io::Error::other)?;
        *wire_bytes += chunk.len();
        match *wire_bytes > limit_bytes {
            true => Err(io::Error::from(io::ErrorKind::FileTooLarge)),
            false => Ok(chunk),
        }
    });
    let mut wire = StreamReader::new(chunks);
    // Nothing is packed in nothing, whatever the header says.
    if wire.fill_buf().await?.is_empty() {
        return Ok(Body::default());
    }
    let bytes = &mut body.bytes;
    match coding {
        Coding::None => unpack(wire, limit_bytes, bytes).await?,
        Coding::Gzip => unpack_gzip(wire, limit_bytes, bytes).await?,
        Coding::Brotli => unpack(BrotliDecoder::new(wire), limit_bytes, bytes).await?,
        Coding::Deflate => match has_zlib_frame(wire.fill_buf().await?) {
            true => unpack(ZlibDecoder::new(wire), limit_bytes, bytes).await?,
            false => unpack(DeflateDecoder::new(wire), limit_bytes, bytes).await?,
        },
    }
    match body.bytes.len() > limit_bytes {
        true => Err(BodyError::TooLarge),
        false => Ok(body),
    }
}

/// Reads all that comes unpacked, until `bytes` has one byte more than the limit.
async fn unpack(
    unpacked: impl AsyncRead + Unpin,
    limit_bytes: usize,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    let room = (limit_bytes as u64 + 1).saturating_sub(bytes.len() as u64);
    unpacked.take(room).read_to_end(bytes).await?;
    Ok(())
}

/// Reads the members of a gzip stream one after the other. Bytes behind the last that begin no other are
/// passed over, as gzip does: some servers pad.
async fn unpack_gzip(
    mut wire: impl AsyncBufRead + Unpin,
    limit_bytes: usize,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    const MAGIC: u8 = 0x1f;
    for _ in 0..MAX_PADDED_MEMBERS {
        unpack(GzipDecoder::new(&mut wire), limit_bytes, bytes).await?;
        if wire.fill_buf().await?.first() != Some(&MAGIC) || bytes.len() > limit_bytes {
            return Ok(());
        }
    }
    let mut rest = GzipDecoder::new(&mut wire);
    rest.multiple_members(true);
    unpack(rest, limit_bytes, bytes).await
}

/// Whether deflated bytes stand in zlib's frame (RFC 1950, section 2.2), as they should (RFC 9110 section
/// 8.4.1.2); some servers send them bare.
fn has_zlib_frame(start: &[u8]) -> bool {
    const DEFLATE: u8 = 8;
    match *start {
        [method, flags, ..] => {
            method & 0x0f == DEFLATE && u16::from_be_bytes([method, flags]) % 31 == 0
        }
        [method] => method & 0x0f == DEFLATE,
        [] => true,
    }
}

#[derive(Clone, Copy)]
enum Coding {
    None,
    Gzip,
    Brotli,
    Deflate,
}

/// How the body is packed (RFC 9110 section 8.4.1).
fn coding(headers: &HeaderMap) -> Coding {
    let coding = headers
        .get(CONTENT_ENCODING)
        .and_then(|coding| coding.to_str().ok())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match coding.as_str() {
        "gzip" | "x-gzip" => Coding::Gzip,
        "br" => Coding::Brotli,
        "deflate" => Coding::Deflate,
        _ => Coding::None,
    }
}
