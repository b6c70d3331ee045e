package org.rsvpplatform.endtoend.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects of a kustomize base, read strictly: a field that Kubernetes does not know fails. */
record Manifests(Path folder, Kustomization kustomization, List<HasMetadata> objects) {
    private static final Map<String, Class<? extends HasMetadata>> KINDS =
            Map.of(
                    "v1/ServiceAccount", ServiceAccount.class,
                    "v1/Service", Service.class,
                    "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
                    "apps/v1/Deployment", Deployment.class,
                    "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

    private static final ObjectMapper STRICT = strict();

    /** What we use of kustomize. */
    record Kustomization(
            String apiVersion,
            String kind,
            List<String> resources,
            List<Generator> configMapGenerator,
            Map<String, Boolean> generatorOptions) {}

    record Generator(String name, List<String> files) {}

    static Manifests read(Path folder) throws IOException {
        Kustomization kustomization =
                STRICT.readValue(
                        folder.resolve("kustomization.yaml").toFile(), Kustomization.class);
        List<HasMetadata> objects = new ArrayList<>();
        for (String resource : kustomization.resources()) {
            objects.addAll(objects(folder.resolve(resource)));
        }
        return new Manifests(folder, kustomization, objects);
    }

    private static List<HasMetadata> objects(Path file) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                STRICT.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                String kind =
                        document.path("apiVersion").asText() + "/" + document.path("kind").asText();
                Class<? extends HasMetadata> type = KINDS.get(kind);
                if (type == null) {
                    throw new IOException(file + " has a kind that is not expected: " + kind);
                }
                objects.add(STRICT.treeToValue(document, type));
            }
        }
        return objects;
    }

    <T extends HasMetadata> Stream<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }

    /** The model keeps unknown fields aside; without that they are what they are: faults. */
    private static ObjectMapper strict() {
        ObjectMapper mapper =
                new ObjectMapper(new YAMLFactory())
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        mapper.setAnnotationIntrospector(
                new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return Boolean.FALSE;
                    }
                });
        return mapper;
    }
}
