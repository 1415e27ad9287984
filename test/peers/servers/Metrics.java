import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** Metrics from the JDK's own HTTPS server. Arguments: port, key store, trust store or "-", "all" or "default", "none", "want" or "need". */
class Metrics {
  public static void main(String[] args) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("NewSunX509");
    keys.init(new javax.net.ssl.KeyStoreBuilderParameters(
        KeyStore.Builder.newInstance(new java.io.File(args[1]), new KeyStore.PasswordProtection("changeit".toCharArray()))));
    TrustManagerFactory trust = null;
    if (!args[2].equals("-")) {
      KeyStore authorities = KeyStore.getInstance("PKCS12");
      try (FileInputStream in = new FileInputStream(args[2])) { authorities.load(in, "changeit".toCharArray()); }
      trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(authorities);
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust == null ? null : trust.getTrustManagers(), null);

    HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 100);
    server.setExecutor(Executors.newCachedThreadPool());
    server.setHttpsConfigurator(new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters all = args[3].equals("all") ? context.getSupportedSSLParameters() : context.getDefaultSSLParameters();
        all.setNeedClientAuth(args[4].equals("need"));
        if (args[4].equals("want")) all.setWantClientAuth(true);
        parameters.setSSLParameters(all);
      }
    });
    byte[] metrics = "# TYPE jvm_threads_current gauge\njvm_threads_current 12\n".getBytes(StandardCharsets.UTF_8);
    server.createContext("/", exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(200, metrics.length);
      exchange.getResponseBody().write(metrics);
      exchange.close();
    });
    server.start();
  }
}
