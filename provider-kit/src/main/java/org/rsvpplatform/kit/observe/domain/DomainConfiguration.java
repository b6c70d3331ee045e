package org.rsvpplatform.kit.observe.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.kit.observe.config.Fault;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/**
 * The part of providers.yaml that is one domain's, read whole: each provider, and all that is
 * wrong.
 *
 * @param providers in the order of the file; those with an error are left out
 * @param defaultGroup the one that holds the domain's {@code active} provider, else the first;
 *     empty when there is none
 * @param groups by their heads; only those of which the file says something
 * @param file what was read, for the watch that looks for changes
 */
public record DomainConfiguration(
        List<Configured<?>> providers,
        Optional<String> defaultGroup,
        Map<String, GroupSettings> groups,
        List<Fault> faults,
        ProvidersFile file) {

    public boolean good() {
        return faults.stream().noneMatch(Fault::isError);
    }

    /** Reads this domain's section; never throws, whatever the file holds. */
    public static DomainConfiguration read(Domain domain, ProvidersFile file) {
        Section section = file.root().leaveOthers().nested(domain.name());
        Reader reader = new Reader(domain, section);
        List<Configured<?>> providers = reader.read();
        Map<String, GroupSettings> groups = reader.groups();
        if (file.root().isPresent() && !section.isPresent()) {
            file.root()
                    .fault(
                            domain.name(),
                            "is missing, so this domain has no providers",
                            "add it, with at least one provider");
        }
        List<Fault> faults = file.faults();
        return new DomainConfiguration(
                providers.stream().filter(p -> reader.isGood(p.provider(), faults)).toList(),
                reader.defaultGroup(),
                groups,
                faults,
                file);
    }

    /** Reads one domain's section. */
    private static final class Reader {
        private final Domain domain;
        private final Section section;
        private final Map<String, Section> sections;
        private final Map<String, String> standbyOf = new LinkedHashMap<>();
        private final String active;

        Reader(Domain domain, Section section) {
            this.domain = domain;
            this.section = section;
            this.active = section.text("active").optional().orElse(null);
            this.sections = domain.providers(section);
        }

        List<Configured<?>> read() {
            sections.forEach(
                    (name, s) ->
                            s.text("standbyOf")
                                    .optional()
                                    .ifPresent(head -> standbyOf.put(name, head)));
            checkReferences();
            List<Configured<?>> providers = new ArrayList<>();
            sections.forEach(
                    (name, s) -> kind(name, s).ifPresent(k -> providers.add(read(name, s, k))));
            return List.copyOf(providers);
        }

        /** With placeholders where its fields are wrong, another server would be watched. */
        boolean isGood(Provider provider, List<Fault> faults) {
            String path = sections.get(provider.name()).path();
            return faults.stream()
                    .filter(Fault::isError)
                    .map(Fault::path)
                    .noneMatch(wrong -> wrong.equals(path) || wrong.startsWith(path + "."));
        }

        Optional<String> defaultGroup() {
            return Optional.ofNullable(active)
                    .filter(sections::containsKey)
                    .or(() -> sections.keySet().stream().findFirst())
                    .map(this::group);
        }

        /** A group is called by its head, which is a provider. */
        Map<String, GroupSettings> groups() {
            Map<String, GroupSettings> groups = new LinkedHashMap<>();
            Section all = section.nested("groups");
            section.sections("groups")
                    .forEach(
                            (name, s) -> {
                                if (heads().contains(name)) {
                                    groups.put(name, GroupSettings.of(s));
                                } else {
                                    s.leaveOthers();
                                    all.fault(
                                            name,
                                            "names no group",
                                            "write one of " + String.join(", ", heads()));
                                }
                            });
            return groups;
        }

        private Set<String> heads() {
            Set<String> heads = new LinkedHashSet<>();
            sections.keySet().forEach(name -> heads.add(group(name)));
            return heads;
        }

        private void checkReferences() {
            String known = String.join(", ", sections.keySet());
            if (active != null && !sections.containsKey(active)) {
                section.fault("active", "names no provider", "write one of " + known);
            }
            standbyOf.forEach(
                    (name, head) -> {
                        if (!sections.containsKey(head) || head.equals(name)) {
                            sections.get(name)
                                    .fault(
                                            "standbyOf",
                                            "names no other provider",
                                            "write one of " + known);
                        } else if (standbyOf.containsKey(head)) {
                            sections.get(name)
                                    .fault(
                                            "standbyOf",
                                            "names a standby",
                                            "name the head of the group: " + standbyOf.get(head));
                        }
                    });
        }

        private Optional<ProviderKind<?>> kind(String name, Section s) {
            Optional<String> word = s.text("kind").optional();
            Optional<ProviderKind<?>> found =
                    domain.kinds().stream()
                            .filter(
                                    k ->
                                            word.map(w -> w.equals(k.name()))
                                                    .orElseGet(
                                                            () ->
                                                                    k.name().equals(name)
                                                                            || k.recognises(s)))
                            .findFirst();
            if (found.isEmpty()) {
                s.leaveOthers()
                        .fault(
                                "kind",
                                word.isPresent()
                                        ? "is no kind of provider that this version watches"
                                        : "is missing",
                                "write one of "
                                        + String.join(
                                                ", ",
                                                domain.kinds().stream()
                                                        .map(ProviderKind::name)
                                                        .toList()));
            }
            return found;
        }

        private <S extends Record> Configured<S> read(
                String name, Section s, ProviderKind<S> kind) {
            String group = group(name);
            if (!group.equals(name) && standbyOf.containsKey(name)) {
                s.inherit(kind.sharedInGroup(), sections.get(group));
            }
            Provider provider =
                    new Provider(
                            name,
                            kind.name(),
                            group,
                            name.equals(activeOf(group)) ? Role.ACTIVE : Role.STANDBY,
                            s.flag("required").orElse(true),
                            s.choice("mode", Provider.Mode.class).orElse(Provider.Mode.MANAGE));
            return new Configured<>(
                    provider, kind, kind.settings(s), cadence(s.nested("probe"), kind.cadence()));
        }

        private String group(String name) {
            return switch (domain.grouping()) {
                case BY_STANDBY_OF -> standbyOf.getOrDefault(name, name);
                case ONE_GROUP -> sections.keySet().iterator().next();
            };
        }

        private String activeOf(String group) {
            boolean chosen =
                    active != null && sections.containsKey(active) && group(active).equals(group);
            return chosen ? active : group;
        }

        private static Cadence cadence(Section s, Cadence usual) {
            Cadence cadence =
                    usual.every(s.duration("interval").orElse(usual.interval()))
                            .within(s.duration("deadline").orElse(usual.deadline()))
                            .counting(
                                    s.count("fall").between(1, 100).orElse(usual.fall()),
                                    s.count("rise").between(1, 100).orElse(usual.rise()));
            if (cadence.deadline().compareTo(cadence.interval()) >= 0) {
                s.fault(
                        "deadline",
                        "is not shorter than the interval of "
                                + cadence.interval().toMillis()
                                + " ms",
                        "write a shorter one, or a longer interval");
            }
            return cadence;
        }
    }
}
