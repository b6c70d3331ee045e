package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.rsvpplatform.kit.redaction.Secret;

/** JSON Schema (2020-12) of parameter and result records. */
final class Schemas {
    private final SchemaGenerator generator;

    Schemas() {
        SchemaGeneratorConfigBuilder config =
                new SchemaGeneratorConfigBuilder(
                                SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                        .with(Option.INLINE_ALL_SCHEMAS)
                        .without(Option.SCHEMA_VERSION_INDICATOR);
        config.forTypesInGeneral()
                .withCustomDefinitionProvider(
                        (type, context) -> {
                            ObjectNode text =
                                    context.getGeneratorConfig()
                                            .createObjectNode()
                                            .put("type", "string");
                            Class<?> raw = type.getErasedType();
                            if (raw == Secret.class) {
                                text.put("writeOnly", true);
                            } else if (raw == Instant.class) {
                                text.put("format", "date-time");
                            } else if (raw == Duration.class) {
                                text.put("format", "duration");
                            } else if (raw == JsonNode.class) {
                                text.removeAll();
                            } else if (raw.isEnum()) {
                                var values = text.putArray("enum");
                                labels(raw).forEach(values::add);
                            } else {
                                return null;
                            }
                            return new CustomDefinition(text, true);
                        });
        config.forFields()
                .withInstanceAttributeOverride(
                        (node, field, _) -> {
                            Parameter parameter =
                                    field.getAnnotationConsideringFieldAndGetter(Parameter.class);
                            if (parameter != null) {
                                node.put("description", parameter.value());
                                if (parameter.position() >= 0) {
                                    node.put("x-positional", parameter.position());
                                }
                            }
                        })
                .withRequiredCheck(
                        field -> {
                            Parameter parameter =
                                    field.getAnnotationConsideringFieldAndGetter(Parameter.class);
                            return parameter != null && parameter.required();
                        });
        this.generator = new SchemaGenerator(config.build());
    }

    /** The schema of a record; its properties stand in the order of the components. */
    JsonNode of(Class<? extends Record> type) {
        ObjectNode schema = generator.generateSchema(type);
        if (schema.get("properties") instanceof ObjectNode properties) {
            ObjectNode ordered = properties.objectNode();
            for (RecordComponent component : type.getRecordComponents()) {
                ordered.set(component.getName(), properties.get(component.getName()));
            }
            schema.set("properties", ordered);
        }
        return schema;
    }

    private static List<String> labels(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(c -> label((Enum<?>) c)).toList();
    }

    private static String label(Enum<?> constant) {
        for (var method : constant.getDeclaringClass().getDeclaredMethods()) {
            if (method.isAnnotationPresent(JsonValue.class)) {
                try {
                    return String.valueOf(method.invoke(constant));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return constant.name();
    }
}
