//! How requests leave this machine.

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Builder, ConnectorBuilder, tls};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// A client that goes through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name, or through none: a simulated AWS is on this
/// machine, where no proxy finds it. The SDK's own client does the same with a TLS library that needs a C compiler.
pub(super) fn client(through_proxy: bool) -> SharedHttpClient {
    let proxy = if through_proxy { ProxyConfig::from_env() } else { ProxyConfig::disabled() };
    Builder::new().build_with_connector_fn(move |settings, components| {
        let provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring);
        let mut connector = ConnectorBuilder::default().tls_provider(provider).proxy_config(proxy.clone());
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.build()
    })
}
