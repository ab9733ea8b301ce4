using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AksExtensions.Settings;

/// <summary>
/// Reads a settings file: one JSON object in UTF-8. Strings are taken as they are; <c>true</c> becomes <c>true</c>, numbers keep their
/// digits, objects and arrays become compact JSON.
/// </summary>
public static class SettingsFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions CompactJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads configuration settings.</summary>
    /// <param name="path">The file, as a full path of the file system.</param>
    /// <exception cref="AksExtensionException"><c>SettingsFileNotFound</c> or <c>SettingsFileInvalid</c>, with line and column.</exception>
    public static IReadOnlyDictionary<string, string> ReadPlain(string path) => Read(path, value => value);

    /// <summary>Reads protected settings. Messages name keys and places, never values.</summary>
    /// <inheritdoc cref="ReadPlain"/>
    public static IReadOnlyDictionary<string, SecretValue> ReadProtected(string path) => Read(path, value => new SecretValue(value));

    private static Dictionary<string, T> Read<T>(string path, Func<string, T> convert)
    {
        var bytes = ReadBytes(path);
        try
        {
            return Parse(path, bytes, convert);
        }
        finally
        {
            Array.Clear(bytes);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw Errors.SettingsFileNotFound(path, "is a folder");
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // A pipe or a device has no length: read no more than is allowed, whatever it claims.
            var buffer = new byte[MaximumBytes + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaximumBytes)
            {
                Array.Clear(buffer);
                throw Errors.SettingsFileInvalid(path, $"is larger than {MaximumBytes} bytes");
            }

            var bytes = buffer[..length];
            Array.Clear(buffer);
            return bytes;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Errors.SettingsFileNotFound(path, "does not exist", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Errors.SettingsFileNotFound(path, $"cannot be read: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    /// <summary>Reads what a file holds.</summary>
    internal static Dictionary<string, T> Parse<T>(string path, byte[] bytes, Func<string, T> convert)
    {
        ReadOnlySpan<byte> json = bytes;
        if (json.StartsWith(Encoding.UTF8.Preamble))
        {
            json = json[Encoding.UTF8.Preamble.Length..];
        }

        RequireUtf8(path, json);
        var settings = new Dictionary<string, T>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 64 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Errors.SettingsFileInvalid(path, "is not a JSON object (line 1)");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var place = Place(json, (int)reader.TokenStartIndex);
                var key = SettingPairs.ValidKey($"{path} ({place})", reader.GetString());
                reader.Read();
                if (!settings.TryAdd(key, convert(Text(path, key, place, ref reader))))
                {
                    throw Errors.SettingsFileInvalid(path, $"has the key '{key}' twice ({place})");
                }
            }

            // Reads on to the end, so that anything after the object is refused.
            reader.Read();
        }
        catch (JsonException failure)
        {
            // The reader's own message may quote a piece of the file, which may be a secret: say only where.
            throw Errors.SettingsFileInvalid(path, $"is not valid JSON at line {failure.LineNumber + 1}, column {failure.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate: valid JSON, but no text.
            throw Errors.SettingsFileInvalid(path, $"holds an escape that is no character near {Place(json, (int)reader.TokenStartIndex)}");
        }

        return settings;
    }

    private static string Text(string path, string key, string place, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString()!;
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.Null:
                throw Errors.SettingsFileInvalid(path, $"gives '{key}' the value null ({place}), and Azure cannot remove a setting");
            default:
                using (var document = JsonDocument.ParseValue(ref reader))
                {
                    return Compact(path, key, place, document.RootElement);
                }
        }
    }

    private static string Compact(string path, string key, string place, JsonElement value)
    {
        RefuseDuplicates(path, key, place, value);
        try
        {
            return JsonSerializer.Serialize(value, CompactJson);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Here the reader's place is past the value, and the writer knows none.
            throw Errors.SettingsFileInvalid(path, $"holds an escape that is no character inside '{key}' ({place})");
        }
    }

    private static void RefuseDuplicates(string path, string key, string place, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var property in value.EnumerateObject())
                {
                    if (!names.Add(property.Name))
                    {
                        throw Errors.SettingsFileInvalid(path, $"has the key '{property.Name}' twice inside '{key}' ({place})");
                    }

                    RefuseDuplicates(path, key, place, property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    RefuseDuplicates(path, key, place, item);
                }

                break;
        }
    }

    private static void RequireUtf8(string path, ReadOnlySpan<byte> json)
    {
        try
        {
            _ = StrictUtf8.GetCharCount(json);
        }
        catch (DecoderFallbackException failure)
        {
            throw Errors.SettingsFileInvalid(path, $"is not UTF-8 ({Place(json, Math.Max(0, failure.Index))})");
        }
    }

    private static string Place(ReadOnlySpan<byte> json, int index)
    {
        var before = json[..Math.Min(index, json.Length)];
        return $"line {before.Count((byte)'\n') + 1}, column {before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1}";
    }
}
