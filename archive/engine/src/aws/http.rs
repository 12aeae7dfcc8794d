//! The HTTP client.

use std::ffi::OsStr;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider};
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// A client that uses the proxy of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, or no proxy for a simulated AWS, which
/// runs on this machine. The SDK's own client uses a TLS library that needs a C compiler.
pub(super) fn client(through_proxy: bool, tls: TlsContext) -> SharedHttpClient {
    let proxy = if through_proxy { ProxyConfig::from_env() } else { ProxyConfig::disabled() };
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = ConnectorBuilder::default()
            .tls_provider(Provider::Rustls(rustls_provider::CryptoMode::Ring))
            .tls_context(tls.clone())
            .proxy_config(proxy.clone());
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.build()
    })
}

/// Trust in the certificate authorities of the file that `AWS_CA_BUNDLE` names only, or in those of the system if it is not set.
///
/// # Errors
/// If the file cannot be used, where the SDK would panic.
pub(super) fn trust(bundle: Option<&OsStr>) -> Result<TlsContext, String> {
    let Some(path) = bundle else { return Ok(TlsContext::default()) };
    let pem = std::fs::read(path).map_err(|error| error.to_string())?;
    let mut authorities = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| error.to_string())?;
        authorities.add(certificate).map_err(|error| error.to_string())?;
    }
    if authorities.is_empty() {
        return Err("it holds no certificates".to_owned());
    }
    let trusted = TrustStore::empty().with_pem_certificate(pem);
    TlsContext::builder().with_trust_store(trusted).build().map_err(|error| error.to_string())
}
