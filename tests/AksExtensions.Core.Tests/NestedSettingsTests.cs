using System.Collections;
using System.Collections.Specialized;
using System.Net;
using System.Text;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>Nested settings get Helm's flat keys, both from a hashtable and from a file.</summary>
public sealed class NestedSettingsTests
{
    private const string Source = "-ConfigurationSettings";

    public static TheoryData<string, string> Shapes => new()
    {
        { """{"global":{"ha":{"enabled":true}}}""", "global.ha.enabled=true" },
        { """{"tolerations":[{"key":"a","operator":"Exists"},{"key":"b"}]}""", "tolerations[0].key=a tolerations[0].operator=Exists tolerations[1].key=b" },
        { """{"zones":["1","2"]}""", "zones[0]=1 zones[1]=2" },
        { """{"matrix":[[1,2],[3]]}""", "matrix[0][0]=1 matrix[0][1]=2 matrix[1][0]=3" },
        { """{"dapr_operator":{"replicaCount":3},"global.ha.enabled":"true"}""", "dapr_operator.replicaCount=3 global.ha.enabled=true" },
        // Dots stay unchanged, because such a key is a path in short form.
        { """{"global":{"ha.enabled":false}}""", "global.ha.enabled=false" },
        { """{"a.b":{"c.d":[{"e":"x"}]}}""", "a.b.c.d[0].e=x" },
        // The dots of a label are not a path.
        { """{"nodeSelector":{"kubernetes.io/os":"linux"}}""", @"nodeSelector.kubernetes\.io/os=linux" },
        { """{"podAnnotations":{"prometheus.io/scrape":"true","plain/name":"x"}}""", @"podAnnotations.prometheus\.io/scrape=true podAnnotations.plain/name=x" },
        { """{"nodeSelector":{"kubernetes\\.io/os":"linux"}}""", @"nodeSelector.kubernetes\.io/os=linux" },
        { """{"kubernetes.io/os":"linux"}""", "kubernetes.io/os=linux" },
        { """{"args":["--v=2","{a,b}"]}""", "args[0]=--v=2 args[1]={a,b}" },
    };

    [Theory]
    [InlineData("""{"configurationSettings":{"a":"1"}}""", "configurationSettings")]
    [InlineData("""{"ConfigurationProtectedSettings":{"a":"1"}}""", "configurationProtectedSettings")]
    [InlineData("""{"properties":{"configurationSettings":{"a":"1"}}}""", "properties.configurationSettings")]
    [InlineData("""{"properties":{"configurationProtectedSettings":{"a":"1"}}}""", "properties.configurationProtectedSettings")]
    public void The_wrapper_of_an_ARM_template_is_refused_by_name(string json, string wrapper)
    {
        var failure = Assert.Throws<AksExtensionException>(() => NestedSettings.Flatten(Source, (IDictionary)FromJson(json)));

        Assert.Contains($"inside '{wrapper}'", failure.Message, StringComparison.Ordinal);
        Assert.Equal($"Specify only the object inside '{wrapper}'.", failure.RecommendedAction);
    }

    [Theory]
    [InlineData("""{"properties":{"other":"1"}}""")]
    [InlineData("""{"configurationSettingsOfMine":"1"}""")]
    public void What_only_looks_like_a_wrapper_is_a_setting(string json) => Assert.Single(NestedSettings.Flatten(Source, (IDictionary)FromJson(json)));

    [Fact]
    public void A_key_that_only_its_nesting_makes_too_long_is_refused()
    {
        var part = new string('k', 2500);

        var failure = Assert.Throws<AksExtensionException>(
            () => NestedSettings.Flatten(Source, new Hashtable { [part] = new Hashtable { [part] = "1" } }));

        Assert.Contains("a key has 5001 characters", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_contains_itself_is_refused()
    {
        var list = new ArrayList();
        list.Add(list);

        var failure = Assert.Throws<AksExtensionException>(() => NestedSettings.Flatten(Source, new Hashtable { ["a"] = list }));

        Assert.Contains("nested more than 64 levels deep", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{}}""", "'a' is an empty object")]
    [InlineData("""{"a":{"b":[]}}""", "'a.b' is an empty list")]
    public void An_empty_object_or_list_is_named(string json, string words) => Assert.Contains(
        words, Assert.Throws<AksExtensionException>(() => NestedSettings.Flatten(Source, (IDictionary)FromJson(json))).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Nested_settings_get_the_keys_that_Helm_uses(string json, string expected)
    {
        Assert.Equal(expected, Joined(FromFile(json)));
        Assert.Equal(expected, Joined(SettingPairs.ReadPlain(Source, [FromJson(json)])));
        Assert.Equal(expected.Split(' ').Select(pair => pair.Split('=')[0]), SettingPairs.ReadProtected(Source, [FromJson(json)]).Keys);
    }

    [Theory]
    [InlineData("""{"a":{}}""", "empty object for 'a'")]
    [InlineData("""{"a":{"b":[]}}""", "empty list for 'a.b'")]
    [InlineData("""{"a":[{}]}""", "empty object for 'a[0]'")]
    public void An_empty_object_or_list_is_refused_because_a_setting_needs_a_value(string json, string expected)
    {
        Assert.Contains(expected, InvalidFile(json).Message, StringComparison.Ordinal);
        Assert.Contains(expected.Split(' ')[0], Refused(FromJson(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"b":null}}""", "'a.b'")]
    [InlineData("""{"a":[1,null]}""", "'a[1]'")]
    [InlineData("""{"a":[{"b":{"c":null}}]}""", "'a[0].b.c'")]
    public void Null_inside_is_refused_by_its_flat_key(string json, string expected)
    {
        Assert.Contains(expected, InvalidFile(json).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Refused(FromJson(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a.b":1,"a":{"b":2}}""", "'a.b'")]
    [InlineData("""{"t":[{"key":1}],"t[0].key":2}""", "'t[0].key'")]
    [InlineData("""{"x":{"a.b":1,"a":{"b":2}}}""", "'x.a.b'")]
    public void Two_entries_of_one_flat_key_are_refused_because_an_object_has_no_order(string json, string expected)
    {
        Assert.Contains($"the key {expected} twice", InvalidFile(json).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Refused(FromJson(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"configurationSettings":{"a":"1"}}""", "'configurationSettings'")]
    [InlineData("""{"ConfigurationSettings":{"a":"1"}}""", "'configurationSettings'")]
    [InlineData("""{"configurationProtectedSettings":{"a":"1"}}""", "'configurationProtectedSettings'")]
    [InlineData("""{"properties":{"extensionType":"x","configurationSettings":{"a":"1"}}}""", "'properties.configurationSettings'")]
    [InlineData("""{"configurationSettings":{}}""", "'configurationSettings'")]
    public void The_wrapper_of_an_ARM_template_is_refused_with_what_to_keep(string json, string expected)
    {
        Assert.Contains($"only the object inside {expected}", InvalidFile(json).Message, StringComparison.Ordinal);
        Assert.Contains($"only the object inside {expected}", Refused(FromJson(json)).RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrapper_in_a_string_is_refused_and_a_key_that_only_begins_alike_is_not()
    {
        Assert.Contains("only the object inside", Refused("configurationSettings.a=1").RecommendedAction, StringComparison.Ordinal);
        Assert.Single(SettingPairs.ReadPlain(Source, ["configurationSettingsMode=1"]));
        Assert.Single(FromFile("""{"properties":{"color":"red"}}"""));
    }

    [Fact]
    public void A_place_in_a_file_is_that_of_the_inner_key() =>
        Assert.Contains("line 3, column 5", InvalidFile("{\n \"a\": {\n    \"b\": null } }").Message, StringComparison.Ordinal);

    [Fact]
    public void A_secret_inside_an_object_is_a_separate_protected_setting()
    {
        var secret = new NetworkCredential(string.Empty, "hidden").SecurePassword;
        var nested = new OrderedDictionary { ["auth"] = new OrderedDictionary { ["password"] = secret, ["users"] = new object[] { "me", secret } } };

        var settings = SettingPairs.ReadProtected("-ConfigurationProtectedSettings", [nested]);

        Assert.Equal(["auth.password", "auth.users[0]", "auth.users[1]"], settings.Keys);
        Assert.Equal(["hidden", "me", "hidden"], settings.Values.Select(value => value.Reveal()));
        Assert.Contains("'auth.password' is a SecureString", Refused(nested).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_taken_up_to_a_depth_and_refused_beyond_it()
    {
        Assert.Single(SettingPairs.ReadPlain(Source, [Nested(NestedSettings.MaximumDepth)]));
        Assert.Contains("nested", Refused(Nested(NestedSettings.MaximumDepth + 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_JSON_stays_text() =>
        Assert.Equal("""{"b":1}""", SettingPairs.ReadPlain(Source, [new Hashtable { ["a"] = """{"b":1}""" }])["a"]);

    private static Hashtable Nested(int depth)
    {
        var inner = new Hashtable { ["k"] = "x" };
        for (var level = 1; level < depth; level++)
        {
            inner = new Hashtable { ["k"] = inner };
        }

        return inner;
    }

    private static string Joined(IEnumerable<KeyValuePair<string, string>> settings) => string.Join(' ', settings.Select(pair => $"{pair.Key}={pair.Value}"));

    private static Dictionary<string, string> FromFile(string json) => SettingsFile.Parse("settings.json", Encoding.UTF8.GetBytes(json), value => value);

    private static AksExtensionException InvalidFile(string json)
    {
        var failure = Assert.Throws<AksExtensionException>(() => FromFile(json));
        Assert.Equal(nameof(Errors.SettingsFileInvalid), failure.ErrorId);
        Assert.Contains("line ", failure.Message, StringComparison.Ordinal);
        return failure;
    }

    private static AksExtensionException Refused(object item)
    {
        var failure = Assert.Throws<AksExtensionException>(() => SettingPairs.ReadPlain(Source, [item]));
        Assert.Equal(nameof(Errors.SettingInvalid), failure.ErrorId);
        Assert.StartsWith(Source, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    // What PowerShell makes of the same literal: ordered dictionaries, lists and scalars.
    private static object FromJson(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return Of(document.RootElement)!;

        static object? Of(System.Text.Json.JsonElement element)
        {
            switch (element.ValueKind)
            {
                case System.Text.Json.JsonValueKind.Object:
                    var map = new OrderedDictionary();
                    foreach (var property in element.EnumerateObject())
                    {
                        map.Add(property.Name, Of(property.Value));
                    }

                    return map;
                case System.Text.Json.JsonValueKind.Array:
                    return element.EnumerateArray().Select(Of).ToArray();
                case System.Text.Json.JsonValueKind.String:
                    return element.GetString();
                case System.Text.Json.JsonValueKind.Number:
                    return element.GetInt32();
                case System.Text.Json.JsonValueKind.Null:
                    return null;
                default:
                    return element.GetBoolean();
            }
        }
    }
}
