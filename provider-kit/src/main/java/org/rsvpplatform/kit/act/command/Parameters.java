package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rsvpplatform.kit.act.command.InvalidParameters.FieldError;
import org.rsvpplatform.kit.redaction.Secret;
import org.rsvpplatform.kit.time.DurationText;

/** JSON to a command's parameter record, every fault at once, each with its field and its fix. */
final class Parameters {
    private final ObjectMapper json;

    Parameters(ObjectMapper json) {
        this.json = json;
    }

    <P extends Record> P bind(JsonNode given, Class<P> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<FieldError> errors = new ArrayList<>(unknownFields(given, components));
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = value(given, components[i], errors);
        }
        if (!errors.isEmpty()) {
            throw new InvalidParameters(errors);
        }
        return construct(type, components, values);
    }

    /** What an address gives as texts; a value that is given twice makes a list. */
    JsonNode ofTexts(Map<String, List<String>> given, Class<? extends Record> type) {
        ObjectNode object = json.createObjectNode();
        given.forEach(
                (name, values) -> {
                    if (values.size() > 1 || isList(name, type)) {
                        values.forEach(object.putArray(name)::add);
                    } else {
                        object.put(name, values.getFirst());
                    }
                });
        return object;
    }

    private static boolean isList(String name, Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(c -> c.getName().equals(name) && c.getType() == List.class);
    }

    /** The parameters as they may be stored and shown: without the secret ones. */
    JsonNode storable(JsonNode given, Class<? extends Record> type) {
        if (!(given instanceof ObjectNode object)) {
            return json.createObjectNode();
        }
        ObjectNode copy = object.deepCopy();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType() == Secret.class) {
                copy.remove(component.getName());
            }
        }
        return copy;
    }

    private static List<FieldError> unknownFields(JsonNode given, RecordComponent[] components) {
        List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
        List<FieldError> errors = new ArrayList<>();
        if (given != null) {
            for (Map.Entry<String, JsonNode> field : given.properties()) {
                if (!known.contains(field.getKey())) {
                    errors.add(
                            new FieldError(
                                    field.getKey(),
                                    "is no parameter of this command",
                                    known.isEmpty()
                                            ? "leave it out"
                                            : "use one of " + String.join(", ", known)));
                }
            }
        }
        return errors;
    }

    private Object value(JsonNode given, RecordComponent component, List<FieldError> errors) {
        JsonNode node = given == null ? null : given.get(component.getName());
        Class<?> type = component.getType();
        if (node == null || node.isNull()) {
            Parameter parameter = component.getAnnotation(Parameter.class);
            if (parameter != null && parameter.required() || hasNoAbsence(type)) {
                errors.add(new FieldError(component.getName(), "is missing", "give it a value"));
            }
            return type == boolean.class
                    ? Boolean.FALSE
                    : type == int.class ? Integer.valueOf(0) : null;
        }
        if (type == Secret.class) {
            return node.isTextual() ? Secret.of(node.textValue()) : mismatch(component, errors);
        }
        if (type == Duration.class) {
            return DurationText.parse(node.asText())
                    .map(Object.class::cast)
                    .orElseGet(() -> mismatch(component, errors));
        }
        try {
            return json.readerFor(json.constructType(component.getGenericType()))
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(node);
        } catch (JsonProcessingException e) {
            return mismatch(component, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A switch that is left out is off, a count is 0; any other number that is left out is none.
     */
    private static boolean hasNoAbsence(Class<?> type) {
        return type.isPrimitive() && type != boolean.class && type != int.class;
    }

    private static Object mismatch(RecordComponent component, List<FieldError> errors) {
        errors.add(
                new FieldError(
                        component.getName(),
                        "has the wrong form",
                        "give " + form(component.getType())));
        return null;
    }

    private static String form(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(c -> c.toString().toLowerCase(Locale.ROOT))
                                    .toList());
        }
        return switch (type.getSimpleName()) {
            case "boolean", "Boolean" -> "true or false";
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double" -> "a number";
            case "Duration" -> "a duration such as 30s";
            case "List" -> "a list";
            default -> "a text";
        };
    }

    private static <P extends Record> P construct(
            Class<P> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new InvalidParameters("parameters", e.getCause().getMessage(), "correct them");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("parameters of " + type.getName(), e);
        }
    }
}
