import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Metrics from the JDK's own HTTP server, which never answers a ClientHello. Arguments: address and port. */
class Plaintext {
  public static void main(String[] args) throws Exception {
    byte[] metrics = "# TYPE jvm_threads_current gauge\njvm_threads_current 12\n".getBytes(StandardCharsets.UTF_8);
    HttpServer server = HttpServer.create(new InetSocketAddress(args[0], Integer.parseInt(args[1])), 0);
    server.createContext("/", exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(200, metrics.length);
      exchange.getResponseBody().write(metrics);
      exchange.close();
    });
    server.start();
  }
}
