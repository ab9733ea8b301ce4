using System.Text.Json;
using System.Text.Json.Nodes;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Deployments;

/// <summary>A resource of a template, without expressions.</summary>
/// <param name="ApiVersion">Its API version.</param>
/// <param name="Scope">The ID of the cluster.</param>
/// <param name="Name">Its name.</param>
/// <param name="Body">The body of its PUT.</param>
internal sealed record TemplateResource(string ApiVersion, string Scope, string Name, JsonElement Body);

/// <summary>
/// Reads templates for a resource group whose resources are extensions of clusters: extension resources with a scope. Everything that can be wrong
/// with them is found before the first resource is deployed, as the service does.
/// </summary>
internal sealed class DeploymentTemplate
{
    private const string Extensions = "Microsoft.KubernetesConfiguration/extensions";

    private readonly string _groupId;
    private readonly Dictionary<string, (string Type, JsonNode? Value)> _parameters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a template with the values of its parameters.</summary>
    /// <param name="groupId">The ID of the resource group.</param>
    /// <param name="template">The template.</param>
    /// <param name="values">The values, each an object with the member <c>value</c>.</param>
    /// <exception cref="TemplateException">It is not valid.</exception>
    public DeploymentTemplate(string groupId, JsonObject template, JsonObject? values)
    {
        _groupId = groupId;
        ReadParameters(template["parameters"] as JsonObject ?? [], values ?? []);
        var expression = new TemplateExpression(Call);
        var resources = template["resources"] switch
        {
            JsonArray list => [.. list],
            // Templates with symbolic names have an object.
            JsonObject named => named.Select(member => member.Value),
            _ => throw new TemplateException("Required property 'resources' not found in JSON. Path '', line 1, position 1."),
        };
        Resources = [.. resources.Select(resource => Read(expression.Evaluate(resource) as JsonObject))];
    }

    /// <summary>The resources, in the order of the template.</summary>
    public IReadOnlyList<TemplateResource> Resources { get; }

    /// <summary>The parameters as the service returns them: without the values of secure ones.</summary>
    public string ParametersJson() => new JsonObject(_parameters.Select(parameter => KeyValuePair.Create(
        parameter.Key,
        (JsonNode?)(IsSecure(parameter.Value.Type)
            ? new JsonObject { ["type"] = Shown(parameter.Value.Type) }
            : new JsonObject { ["type"] = Shown(parameter.Value.Type), ["value"] = parameter.Value.Value?.DeepClone() })))).ToJsonString();

    private void ReadParameters(JsonObject declared, JsonObject values)
    {
        var known = declared.Select(member => member.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (values.Select(member => member.Key).Where(name => !known.Contains(name)).ToList() is { Count: > 0 } unknown)
        {
            throw new TemplateException(
                $"The following parameters were supplied, but do not correspond to any parameters defined in the template: '{string.Join(", ", unknown)}'. "
                + $"The parameters defined in the template are: '{string.Join(", ", known)}'.");
        }

        foreach (var (name, declaration) in declared)
        {
            var type = (declaration as JsonObject)?["type"]?.GetValue<string>() ?? throw new TemplateException($"The template parameter '{name}' has no type.");
            var given = values.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value as JsonObject;
            if (given?.ContainsKey("value") != true && (declaration as JsonObject)?.ContainsKey("defaultValue") != true)
            {
                throw new TemplateException(
                    $"The value for the template parameter '{name}' at line '1' and column '1' is not provided. "
                    + "Please see https://aka.ms/arm-create-parameter-file for usage details.");
            }

            var value = given?.ContainsKey("value") == true ? given["value"] : declaration!["defaultValue"];
            if (!Fits(type, value))
                throw new TemplateException($"Template parameter '{name}' was provided an invalid value. Expected a value of type '{Shown(type)}', but received a value of type '{value?.GetValueKind()}'.");
            _parameters[name] = (type, value);
        }
    }

    private static bool Fits(string type, JsonNode? value) => type.ToUpperInvariant() switch
    {
        "STRING" or "SECURESTRING" => value?.GetValueKind() == JsonValueKind.String,
        "OBJECT" or "SECUREOBJECT" => value?.GetValueKind() == JsonValueKind.Object,
        "BOOL" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "INT" => value?.GetValueKind() == JsonValueKind.Number,
        "ARRAY" => value?.GetValueKind() == JsonValueKind.Array,
        _ => throw new TemplateException($"The template parameter type '{type}' is not supported."),
    };

    private TemplateResource Read(JsonObject? resource)
    {
        string Required(string name) => resource?[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0
            ? text
            : throw new TemplateException($"Required property '{name}' not found in JSON. Path 'resources', line 1, position 1.");

        var type = Required("type");
        if (!type.Equals(Extensions, StringComparison.OrdinalIgnoreCase))
            throw new TemplateException($"The emulator deploys resources of the type '{Extensions}', not '{type}'.");
        // The scope is a resource ID, or the type and name of a resource of the group.
        var scope = Required("scope");
        var id = scope.StartsWith('/') ? scope : $"{_groupId}/providers/{scope}";
        if (ResourceIds.ParseCluster(id) is null)
            throw new TemplateException($"The scope '{scope}' of the resource '{Required("name")}' is not the ID of a cluster.");
        var body = new JsonObject(resource!.Where(member => member.Key is not ("type" or "apiVersion" or "scope" or "name" or "dependsOn" or "comments" or "condition"))
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return new(Required("apiVersion"), id, Required("name"), JsonElement.Parse(body.ToJsonString()));
    }

    private JsonNode? Call(string function, IReadOnlyList<JsonNode?> arguments)
    {
        string Argument(int index) => index < arguments.Count && arguments[index] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw new TemplateException($"The template function '{function}' needs a text as parameter '{index + 1}'.");

        switch (function.ToUpperInvariant())
        {
            case "PARAMETERS":
                return _parameters.TryGetValue(Argument(0), out var parameter)
                    ? parameter.Value?.DeepClone()
                    : throw new TemplateException($"The template parameter '{Argument(0)}' is not found. Please see https://aka.ms/arm-syntax-parameters for usage details.");
            case "RESOURCEID":
                var types = Argument(0).Split('/');
                if (types.Length != arguments.Count)
                    throw new TemplateException($"Unable to evaluate template language function 'resourceId': the type '{Argument(0)}' requires '{types.Length - 1}' resource name argument(s).");
                var names = Enumerable.Range(1, types.Length - 1).Select(index => $"/{types[index]}/{Argument(index)}");
                return JsonValue.Create($"{_groupId}/providers/{types[0]}{string.Concat(names)}");
            case "CONCAT":
                return JsonValue.Create(string.Concat(Enumerable.Range(0, arguments.Count).Select(Argument)));
            case "FORMAT":
                return JsonValue.Create(Enumerable.Range(1, arguments.Count - 1).Aggregate(
                    Argument(0), (text, index) => text.Replace($"{{{index - 1}}}", Argument(index), StringComparison.Ordinal)));
            default:
                throw new TemplateException($"The template function '{function}' is not valid. Please see https://aka.ms/arm-functions for usage details.");
        }
    }

    private static bool IsSecure(string type) => type.StartsWith("secure", StringComparison.OrdinalIgnoreCase);

    private static string Shown(string type) => type.ToUpperInvariant() switch
    {
        "SECURESTRING" => "SecureString",
        "SECUREOBJECT" => "SecureObject",
        _ => char.ToUpperInvariant(type[0]) + type[1..],
    };
}
