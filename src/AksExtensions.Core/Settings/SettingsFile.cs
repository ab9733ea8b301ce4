using System.Text;
using System.Text.Json;

namespace AksExtensions.Settings;

/// <summary>
/// Reads a settings file: one JSON object in UTF-8. Strings are kept, <c>true</c> becomes <c>true</c>, numbers keep their digits, and nested objects
/// and arrays become Helm's flat keys.
/// </summary>
public static class SettingsFile
{
    /// <summary>The maximum size of a file, in bytes.</summary>
    public const int MaximumBytes = LocalFile.MaximumBytes;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads configuration settings.</summary>
    /// <param name="path">The file, as a full path of the file system.</param>
    /// <exception cref="AksExtensionException"><c>SettingsFileNotFound</c> or <c>SettingsFileInvalid</c>, with line and column.</exception>
    public static IReadOnlyDictionary<string, string> ReadPlain(string path) => Read(path, value => value);

    /// <summary>Reads protected settings. Messages contain keys and positions, never values.</summary>
    /// <inheritdoc cref="ReadPlain"/>
    public static IReadOnlyDictionary<string, SecretValue> ReadProtected(string path) => Read(path, value => new SecretValue(value));

    private static Dictionary<string, T> Read<T>(string path, Func<string, T> convert)
    {
        var bytes = LocalFile.Read(
            path,
            (detail, failure) => Errors.SettingsFileNotFound(path, detail, failure),
            detail => Errors.SettingsFileInvalid(path, detail));
        try
        {
            return Parse(path, bytes, convert);
        }
        finally
        {
            Array.Clear(bytes);
        }
    }

    /// <summary>Reads the content of a file.</summary>
    internal static Dictionary<string, T> Parse<T>(string path, byte[] bytes, Func<string, T> convert)
    {
        ReadOnlySpan<byte> json = bytes;
        if (json.StartsWith(Encoding.UTF8.Preamble))
        {
            json = json[Encoding.UTF8.Preamble.Length..];
        }

        RequireUtf8(path, json);
        var settings = new Dictionary<string, T>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = NestedSettings.MaximumDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Errors.SettingsFileInvalid(path, "is not a JSON object (line 1)");
            }

            ReadObject(ref reader, new(path, json), parent: null, "line 1", (key, text, place) =>
            {
                // 'a.b' and 'b' inside 'a' are the same setting.
                if (!settings.TryAdd(key, convert(text)))
                {
                    throw Errors.SettingsFileInvalid(path, $"has the key '{key}' twice ({place})");
                }
            });
            // Continues to the end, so that anything after the object is refused.
            reader.Read();
        }
        catch (JsonException failure)
        {
            // The message of the reader can contain a part of the file, which can be a secret, so only the position is reported.
            throw Errors.SettingsFileInvalid(path, $"is not valid JSON at line {failure.LineNumber + 1}, column {failure.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate is valid JSON, but not valid text.
            throw Errors.SettingsFileInvalid(path, $"contains an invalid escape near {Place(json, (int)reader.TokenStartIndex)}");
        }

        return settings;
    }

    private static void ReadObject(ref Utf8JsonReader reader, FileText file, string? parent, string parentPlace, Action<string, string, string> add)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = Place(file.Json, (int)reader.TokenStartIndex);
            var source = $"{file.Path} ({place})";
            var name = SettingPairs.ValidKey(source, reader.GetString());
            var key = SettingPairs.ValidKey(source, NestedSettings.Child(parent, name));
            if (!names.Add(name))
            {
                throw Errors.SettingsFileInvalid(file.Path, $"has the key '{key}' twice ({place})");
            }

            if (NestedSettings.WrapperOf(key) is { } wrapper)
            {
                throw Errors.SettingsFileInvalid(
                    file.Path, $"has its settings inside '{wrapper}' ({place}), as in an ARM template; keep only the object inside '{wrapper}'");
            }

            reader.Read();
            ReadValue(ref reader, file, key, place, add);
        }

        if (parent is not null && names.Count == 0)
        {
            throw Errors.SettingsFileInvalid(file.Path, $"has an empty object for '{parent}' ({parentPlace}), but a setting needs a value");
        }
    }

    private static void ReadArray(ref Utf8JsonReader reader, FileText file, string parent, string parentPlace, Action<string, string, string> add)
    {
        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var place = Place(file.Json, (int)reader.TokenStartIndex);
            var key = SettingPairs.ValidKey($"{file.Path} ({place})", NestedSettings.Item(parent, index++));
            ReadValue(ref reader, file, key, place, add);
        }

        if (index == 0)
        {
            throw Errors.SettingsFileInvalid(file.Path, $"has an empty list for '{parent}' ({parentPlace}), but a setting needs a value");
        }
    }

    private static void ReadValue(ref Utf8JsonReader reader, FileText file, string key, string place, Action<string, string, string> add)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref reader, file, key, place, add);
                break;
            case JsonTokenType.StartArray:
                ReadArray(ref reader, file, key, place, add);
                break;
            case JsonTokenType.String:
                add(key, reader.GetString()!, place);
                break;
            case JsonTokenType.True:
                add(key, "true", place);
                break;
            case JsonTokenType.False:
                add(key, "false", place);
                break;
            case JsonTokenType.Number:
                add(key, Encoding.UTF8.GetString(reader.ValueSpan), place);
                break;
            default:
                throw Errors.SettingsFileInvalid(file.Path, $"has the value null for '{key}' ({place}), but Azure cannot remove a setting");
        }
    }

    private static void RequireUtf8(string path, ReadOnlySpan<byte> json)
    {
        if (LocalFile.ForeignEncoding(json) is { } encoding)
        {
            throw Errors.SettingsFileInvalid(
                path,
                $"is {encoding.Name}, not UTF-8; save it as UTF-8: Get-Content -Raw -Encoding {encoding.PowerShellName} <file> | Set-Content -Encoding utf8 <new file>");
        }

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

    /// <summary>A file's path and text.</summary>
    private readonly ref struct FileText(string path, ReadOnlySpan<byte> json)
    {
        public string Path { get; } = path;

        public ReadOnlySpan<byte> Json { get; } = json;
    }
}
