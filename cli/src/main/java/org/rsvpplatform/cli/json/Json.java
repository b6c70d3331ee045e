package org.rsvpplatform.cli.json;

import java.util.List;
import java.util.Map;

/**
 * A JSON value as it was received. Absent fields read as {@link Null}, so that a renderer can walk
 * an answer of which it knows only the outline.
 *
 * <p>What each {@code ./rsvp} passes through has no switch over these types: a JVM links such a
 * switch anew in each start, which takes longer than all the rest of a short command's work.
 */
public sealed interface Json {

    /** The one null, also given for what is not there. */
    Json NULL = new Null();

    /** An object; the order of its fields is that of the answer. */
    record Obj(Map<String, Json> values) implements Json {}

    /** An array. */
    record Arr(List<Json> values) implements Json {}

    /** A string. */
    record Text(String value) implements Json {
        @Override
        public String text() {
            return value;
        }
    }

    /** A number, in the digits in which it was written. */
    record Num(String digits) implements Json {
        @Override
        public String text() {
            return digits;
        }
    }

    /** true or false. */
    record Bool(boolean value) implements Json {
        @Override
        public String text() {
            return Boolean.toString(value);
        }
    }

    /** null, or absent. */
    record Null() implements Json {}

    /** The field of that name; {@link #NULL} when there is none or this is no object. */
    default Json get(String field) {
        return this instanceof Obj object ? object.values.getOrDefault(field, NULL) : NULL;
    }

    /** The fields of an object; none for anything else. */
    default Map<String, Json> fields() {
        return this instanceof Obj object ? object.values : Map.of();
    }

    /** The items of an array; none for anything else. */
    default List<Json> items() {
        return this instanceof Arr array ? array.values : List.of();
    }

    /** A scalar as text; empty for null, objects and arrays. */
    default String text() {
        return "";
    }

    /** The text of a field; empty when it is absent. */
    default String text(String field) {
        return get(field).text();
    }

    /** Whether this is true. */
    default boolean isTrue() {
        return this instanceof Bool bool && bool.value;
    }

    /** Whether there is a value at all. */
    default boolean isPresent() {
        return !(this instanceof Null);
    }

    /** Whether this is a string, a number, a truth value or null. */
    default boolean isScalar() {
        return !(this instanceof Obj) && !(this instanceof Arr);
    }

    /** A number's value; {@code otherwise} for anything that is none. */
    default double number(double otherwise) {
        return this instanceof Num number ? Double.parseDouble(number.digits) : otherwise;
    }
}
