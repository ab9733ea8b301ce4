using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AksExtensions.Export;

/// <summary>Writes JSON in which texts are no expressions of Azure Resource Manager.</summary>
internal static class ArmJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document, with a line feed at its end.</summary>
    public static string Document(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        // Line breaks in texts are escapes, so these are the writer's own.
        return Encoding.UTF8.GetString(buffer.WrittenSpan).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>A value of a template.</summary>
    public static void WriteTemplateValue(Utf8JsonWriter writer, BodyValue value) => Write(writer, value, Literal);

    /// <summary>A value of a parameter file, in which nothing is an expression.</summary>
    public static void WritePlainValue(Utf8JsonWriter writer, BodyValue value) => Write(writer, value, text => text);

    /// <summary>The members of an object, in the object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, ObjectValue value)
    {
        foreach (var (name, member) in value.Members)
        {
            writer.WritePropertyName(name);
            WriteTemplateValue(writer, member);
        }
    }

    /// <summary>A text as it is written in a template: what begins and ends with brackets would be an expression.</summary>
    public static string Literal(string text) => text is ['[', .., ']'] ? $"[{text}" : text;

    private static void Write(Utf8JsonWriter writer, BodyValue value, Func<string, string> literal)
    {
        switch (value)
        {
            case TextValue text:
                writer.WriteStringValue(literal(text.Text));
                break;
            case FlagValue flag:
                writer.WriteBooleanValue(flag.Flag);
                break;
            case ReferenceValue reference:
                writer.WriteStringValue($"[parameters('{reference.Parameter}')]");
                break;
            case ObjectValue members:
                writer.WriteStartObject();
                foreach (var (name, member) in members.Members)
                {
                    writer.WritePropertyName(literal(name));
                    Write(writer, member, literal);
                }

                writer.WriteEndObject();
                break;
        }
    }
}
