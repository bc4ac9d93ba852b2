// Own work, Apache-2.0. One node of OpenSearch, without security, for trying a sink out.
//
//   java -cp 'JARS/*' OpenSearchNode.java FOLDER HTTP_PORT TRANSPORT_PORT

import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

public class OpenSearchNode extends Node {
    OpenSearchNode(Settings settings) {
        super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "trial"),
                List.of(Netty4Plugin.class, CommonAnalysisPlugin.class), true);
    }

    public static void main(String[] given) throws Exception {
        Settings settings = Settings.builder()
                .put("path.home", given[0])
                .put("network.host", "127.0.0.1")
                .put("http.port", given[1])
                .put("transport.port", given[2])
                .put("transport.type", "netty4")
                .put("http.type", "netty4")
                .put("discovery.type", "single-node")
                .put("node.name", "trial")
                .build();
        new OpenSearchNode(settings).start();
        Thread.currentThread().join();
    }
}
