package org.rsvpplatform.endtoend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.endtoend.Services;

/** The kustomize base, read with the Kubernetes model: what it refers to is there. */
class KubernetesTest {
    private static final Path ROOT = Path.of(System.getProperty("rsvp.root"));
    private static final Path BASE = ROOT.resolve("deploy/kubernetes/base");

    private static Manifests manifests;
    private static String readme;

    @BeforeAll
    static void read() throws IOException {
        manifests = Manifests.read(BASE);
        readme = Files.readString(ROOT.resolve("deploy/README.md"));
    }

    @Test
    void every_process_of_the_suite_has_a_deployment_a_service_and_an_account() {
        List<String> suite = Services.all().stream().map(name -> "rsvp-" + name).toList();

        assertThat(names(Deployment.class)).containsExactlyInAnyOrderElementsOf(suite);
        assertThat(names(Service.class)).containsExactlyInAnyOrderElementsOf(suite);
        assertThat(names(ServiceAccount.class)).containsExactlyInAnyOrderElementsOf(suite);
    }

    @Test
    void every_image_is_one_that_the_dockerfile_makes_of_a_module() {
        assertThat(containers())
                .allSatisfy(
                        container ->
                                assertThat(
                                                ROOT.resolve(
                                                        container
                                                                .getImage()
                                                                .substring("rsvp-".length())))
                                        .isDirectory());
    }

    @Test
    void probes_ask_the_health_of_the_service_itself() {
        assertThat(containers())
                .allSatisfy(
                        container -> {
                            assertThat(path(container.getStartupProbe()))
                                    .isEqualTo("/q/health/started");
                            assertThat(path(container.getLivenessProbe()))
                                    .isEqualTo("/q/health/live");
                            assertThat(path(container.getReadinessProbe()))
                                    .isEqualTo("/q/health/ready");
                            assertThat(ports(container))
                                    .contains(
                                            container
                                                    .getLivenessProbe()
                                                    .getHttpGet()
                                                    .getPort()
                                                    .getStrVal());
                        });
    }

    @Test
    void services_and_policies_name_ports_and_pods_that_are_there() {
        Set<String> pods =
                deployments()
                        .map(d -> d.getSpec().getTemplate().getMetadata().getLabels())
                        .map(labels -> labels.get("app.kubernetes.io/name"))
                        .collect(Collectors.toSet());
        manifests
                .all(Service.class)
                .forEach(
                        service -> {
                            assertThat(pods)
                                    .contains(
                                            service.getSpec()
                                                    .getSelector()
                                                    .get("app.kubernetes.io/name"));
                            assertThat(service.getSpec().getPorts())
                                    .extracting(ServicePort::getTargetPort)
                                    .allSatisfy(p -> assertThat(p.getStrVal()).isEqualTo("http"));
                        });
        deployments()
                .forEach(
                        d ->
                                assertThat(d.getSpec().getTemplate().getMetadata().getLabels())
                                        .containsAllEntriesOf(
                                                d.getSpec().getSelector().getMatchLabels()));
    }

    @Test
    void a_service_is_reached_by_the_gateway_and_by_prometheus_alone() {
        NetworkPolicy policy =
                manifests
                        .all(NetworkPolicy.class)
                        .filter(p -> p.getMetadata().getName().equals("rsvp-services"))
                        .findFirst()
                        .orElseThrow();

        assertThat(policy.getSpec().getPodSelector().getMatchExpressions().getFirst().getValues())
                .containsExactlyInAnyOrderElementsOf(
                        domains().map(name -> name.substring("rsvp-".length())).toList());
        assertThat(policy.getSpec().getIngress())
                .singleElement()
                .satisfies(
                        rule ->
                                assertThat(rule.getFrom())
                                        .extracting(
                                                peer ->
                                                        peer.getPodSelector()
                                                                .getMatchLabels()
                                                                .get("app.kubernetes.io/name"))
                                        .containsExactly("rsvp-gateway", "prometheus"));
    }

    @Test
    void what_a_pod_mounts_is_defined_here_or_listed_as_the_operator_s_to_bring() {
        Set<String> maps = new TreeSet<>();
        manifests.kustomization().configMapGenerator().forEach(g -> maps.add(g.name()));
        Set<String> claims = names(PersistentVolumeClaim.class);

        assertThat(mounted(Volume::getConfigMap, ConfigMapVolumeSource::getName))
                .allMatch(name -> maps.contains(name) || isListed(name));
        assertThat(
                        mounted(
                                Volume::getPersistentVolumeClaim,
                                PersistentVolumeClaimVolumeSource::getClaimName))
                .allMatch(name -> claims.contains(name) || isListed(name));
        assertThat(mounted(Volume::getSecret, SecretVolumeSource::getSecretName))
                .allMatch(KubernetesTest::isListed);
        assertThat(pods())
                .allSatisfy(
                        pod ->
                                assertThat(names(ServiceAccount.class))
                                        .contains(pod.getServiceAccountName()));
    }

    @Test
    void the_signing_key_is_mounted_by_the_gateway_alone() {
        assertThat(
                        deployments()
                                .filter(d -> mounts(d, "rsvp-signing-key"))
                                .map(KubernetesTest::name))
                .containsExactly("rsvp-gateway");
        assertThat(
                        deployments()
                                .filter(d -> mounts(d, "rsvp-verify-key"))
                                .map(KubernetesTest::name))
                .containsExactlyInAnyOrderElementsOf(domains().toList());
    }

    @Test
    void each_domain_s_secrets_are_mounted_by_its_own_service_alone() {
        domains()
                .forEach(
                        domain ->
                                assertThat(
                                                deployments()
                                                        .filter(d -> mounts(d, domain + "-secrets"))
                                                        .map(KubernetesTest::name))
                                        .containsExactly(domain));
    }

    @Test
    void every_variable_is_a_documented_setting() throws IOException {
        String documented = Files.readString(ROOT.resolve("docs/configuration.md"));

        assertThat(containers().flatMap(c -> c.getEnv().stream()).map(EnvVar::getName))
                .allSatisfy(
                        name ->
                                assertThat(documented)
                                        .containsAnyOf(
                                                "`" + name + "`",
                                                "`"
                                                        + name.substring(
                                                                0, name.lastIndexOf('_') + 1)
                                                        + "<name>`"));
    }

    @Test
    void every_file_that_a_variable_or_a_provider_names_lies_in_a_mounted_folder()
            throws IOException {
        Pattern secret = Pattern.compile("file:(/[^\"]+)");
        List<String> named =
                secret.matcher(Files.readString(BASE.resolve("providers.yaml")))
                        .results()
                        .map(MatchResult::group)
                        .map(file -> file.substring("file:".length()))
                        .toList();

        assertThat(named).isNotEmpty().allMatch(file -> file.startsWith("/run/secrets/rsvp/"));
        assertThat(containers())
                .allSatisfy(
                        container -> {
                            List<String> folders =
                                    container.getVolumeMounts().stream()
                                            .map(VolumeMount::getMountPath)
                                            .toList();
                            assertThat(container.getEnv())
                                    .map(EnvVar::getValue)
                                    .filteredOn(value -> value.startsWith("/"))
                                    .allMatch(
                                            value -> folders.stream().anyMatch(value::startsWith));
                        });
    }

    @Test
    void a_container_may_do_as_little_as_possible() {
        assertThat(pods())
                .allSatisfy(
                        pod -> {
                            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
                            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
                            assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                                    .isEqualTo("RuntimeDefault");
                        });
        assertThat(containers())
                .allSatisfy(
                        container -> {
                            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                                    .isTrue();
                            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                                    .isFalse();
                            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                                    .containsExactly("ALL");
                            assertThat(container.getResources().getLimits())
                                    .containsEntry("memory", new Quantity("256Mi"));
                        });
    }

    @Test
    void a_state_file_has_one_process() {
        assertThat(deployments().filter(d -> !name(d).equals("rsvp-gateway")))
                .allSatisfy(
                        d -> {
                            assertThat(d.getSpec().getReplicas()).isEqualTo(1);
                            assertThat(d.getSpec().getStrategy().getType()).isEqualTo("Recreate");
                        });
    }

    @Test
    void a_field_that_kubernetes_does_not_know_is_found(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("kustomization.yaml"), "kind: Kustomization\nresources: [a.yaml]\n");
        Files.writeString(
                folder.resolve("a.yaml"),
                "apiVersion: apps/v1\nkind: Deployment\nspec: { replica: 1 }\n");

        assertThatThrownBy(() -> Manifests.read(folder)).hasMessageContaining("replica");
    }

    private static boolean isListed(String name) {
        return readme.contains("`" + name + "`");
    }

    private static boolean mounts(Deployment deployment, String name) {
        return deployment.getSpec().getTemplate().getSpec().getVolumes().stream()
                .anyMatch(
                        v ->
                                v.getSecret() != null && v.getSecret().getSecretName().equals(name)
                                        || v.getConfigMap() != null
                                                && v.getConfigMap().getName().equals(name));
    }

    private static <S> List<String> mounted(Function<Volume, S> kind, Function<S, String> name) {
        return pods().flatMap(pod -> pod.getVolumes().stream())
                .map(kind)
                .filter(Objects::nonNull)
                .map(name)
                .toList();
    }

    private static Stream<String> domains() {
        return deployments().map(KubernetesTest::name).filter(name -> !name.equals("rsvp-gateway"));
    }

    private static Stream<Deployment> deployments() {
        return manifests.all(Deployment.class);
    }

    private static Stream<PodSpec> pods() {
        return deployments().map(d -> d.getSpec().getTemplate().getSpec());
    }

    private static Stream<Container> containers() {
        return pods().flatMap(pod -> pod.getContainers().stream());
    }

    private static List<String> ports(Container container) {
        return container.getPorts().stream().map(p -> p.getName()).toList();
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private static <T extends HasMetadata> Set<String> names(Class<T> type) {
        return manifests.all(type).map(KubernetesTest::name).collect(Collectors.toSet());
    }
}
