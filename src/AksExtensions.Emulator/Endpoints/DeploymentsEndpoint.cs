using System.Text.Json;
using System.Text.Json.Nodes;
using AksExtensions.Emulator.Deployments;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>
/// Microsoft.Resources/deployments at a resource group, for templates whose resources are extensions of clusters. Modeled on the documentation
/// (https://learn.microsoft.com/rest/api/resources/deployments/create-or-update); no traffic was recorded.
/// </summary>
internal sealed class DeploymentsEndpoint(EmulatorServices services) : IArmEndpoint
{
    private readonly Guard _guard = new(services.State);
    private readonly ExtensionCreation _creation = new(services);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm is not { ResourceGroup: not null, Providers: [{ Parts: [_, var name, .. var rest] } provider] }
            || !provider.IsNamespace("Microsoft.Resources")
            || !provider.IsAt(0, "deployments")
            || rest is not ([] or [_, _]))
        {
            return null;
        }

        ApiVersions.RequireAny(request);
        var group = _guard.Group(request.Arm);
        var id = $"{ResourceIds.Group(group.SubscriptionId, group.Name)}/providers/Microsoft.Resources/deployments/{name}";
        return (request.Method, rest) switch
        {
            ("PUT", []) => Put(request, group, id, name),
            ("GET", []) => ArmResponse.Ok(w => Write(w, Find(id), Find(id).StateAt(services.Clock.UtcNow))),
            ("GET", [var kind, var operation]) when kind.Equals("operationStatuses", StringComparison.OrdinalIgnoreCase) => Status(id, operation),
            _ => ArmErrors.MethodNotAllowed(request, "GET, PUT"),
        };
    }

    private Deployment Find(string id) => services.State.Deployments.Find(id)
        ?? throw ArmErrors.Of(StatusCodes.Status404NotFound, "DeploymentNotFound", $"Deployment '{id[(id.LastIndexOf('/') + 1)..]}' could not be found.");

    private ArmResponse Status(string id, string operation)
    {
        var deployment = Find(id);
        if (deployment.OperationId != operation)
            throw ArmErrors.Of(StatusCodes.Status404NotFound, "DeploymentOperationNotFound", $"The deployment operation '{operation}' could not be found.");
        var state = deployment.StateAt(services.Clock.UtcNow);
        return ArmResponse.Ok(w =>
        {
            w.WriteStartObject();
            w.WriteString("status", state);
            if (state == "Failed")
                WriteError(w, deployment);
            w.WriteEndObject();
        });
    }

    private ArmResponse Put(ArmRequest request, ResourceGroup group, string id, string name)
    {
        var properties = request.JsonObject().Member("properties") ?? throw ArmErrors.InvalidContent("Required property 'properties' not found in JSON. Path '', line 1, position 1");
        var mode = properties.Member("mode")?.GetString();
        if (!"Incremental".Equals(mode, StringComparison.OrdinalIgnoreCase))
            throw ArmErrors.BadRequest("InvalidDeployment", $"The emulator supports the deployment mode 'Incremental', not '{mode}'.");
        var template = Read(group, properties);
        _guard.Registered(group.SubscriptionId, ResourceIds.ExtensionsNamespace);
        var (operations, errors) = services.State.Extensions.Exclusively(() => Deploy(template));
        var deployment = new Deployment
        {
            Id = id,
            Name = name,
            OperationId = Guid.NewGuid().ToString("N"),
            Mode = "Incremental",
            Parameters = template.ParametersJson(),
            StartedAt = services.Clock.UtcNow,
            Operations = operations,
            Errors = errors,
        };
        var isNew = services.State.Deployments.Put(deployment);
        return ArmResponse.Json(isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, w => Write(w, deployment, "Accepted"))
            .With("Azure-AsyncOperation", $"{request.BaseAddress}{id}/operationStatuses/{deployment.OperationId}?{request.RawQuery}");
    }

    private static DeploymentTemplate Read(ResourceGroup group, JsonElement properties)
    {
        try
        {
            // The service refuses a name that occurs twice; the tree would fail later.
            var template = properties.Member("template") is { ValueKind: JsonValueKind.Object } given
                ? JsonNode.Parse(given.GetRawText())!.AsObject()
                : throw new TemplateException("The template is missing.");
            var parameters = properties.Member("parameters") is { ValueKind: JsonValueKind.Object } values ? JsonNode.Parse(values.GetRawText())!.AsObject() : null;
            return new(ResourceIds.Group(group.SubscriptionId, group.Name), template, parameters);
        }
        catch (Exception failure) when (failure is TemplateException or ArgumentException or InvalidOperationException)
        {
            throw ArmErrors.BadRequest("InvalidTemplate", $"Deployment template validation failed: '{failure.Message}'.");
        }
    }

    private (List<ExtensionOperation> Operations, List<DeploymentError> Errors) Deploy(DeploymentTemplate template)
    {
        var (operations, errors) = (new List<ExtensionOperation>(), new List<DeploymentError>());
        foreach (var resource in template.Resources)
        {
            try
            {
                if (!ApiVersions.Extensions.Contains(resource.ApiVersion, StringComparer.OrdinalIgnoreCase))
                    throw ArmErrors.BadRequest("NoRegisteredProviderFound", $"No registered resource provider found for API version '{resource.ApiVersion}' for type 'extensions'.");
                var cluster = _guard.Cluster(ArmPath.Parse(resource.Scope.Split('/', StringSplitOptions.RemoveEmptyEntries)));
                _guard.Unlocked(ResourceIds.Extension(cluster.Id, resource.Name), delete: false);
                operations.Add(_creation.Create(resource.Body, new ExtensionTarget(cluster, resource.Name, resource.ApiVersion)).Operation);
            }
            catch (ArmException refusal)
            {
                using var body = JsonDocument.Parse(refusal.Response.Body);
                var error = body.RootElement.GetProperty("error");
                errors.Add(new(error.GetProperty("code").GetString()!, error.GetProperty("message").GetString()!));
            }
        }

        return (operations, errors);
    }

    private static void Write(Utf8JsonWriter w, Deployment deployment, string state)
    {
        w.WriteStartObject();
        w.WriteString("id", deployment.Id);
        w.WriteString("name", deployment.Name);
        w.WriteString("type", "Microsoft.Resources/deployments");
        w.WriteStartObject("properties");
        w.WritePropertyName("parameters");
        w.WriteRawValue(deployment.Parameters);
        w.WriteString("mode", deployment.Mode);
        w.WriteString("provisioningState", state);
        w.WriteString("timestamp", ArmJson.Time(deployment.StartedAt));
        w.WriteString("correlationId", new Guid(deployment.OperationId).ToString());
        w.WriteStartArray("outputResources");
        foreach (var operation in deployment.Operations.Where(operation => state is "Succeeded" or "Failed" && operation.Outcome == OperationOutcome.Succeeded))
        {
            w.WriteStartObject();
            w.WriteString("id", ResourceIds.Extension(operation.ClusterId, operation.ExtensionName));
            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (state == "Failed")
            WriteError(w, deployment);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter w, Deployment deployment)
    {
        w.WriteStartObject("error");
        w.WriteString("code", "DeploymentFailed");
        w.WriteString("target", deployment.Id);
        w.WriteString(
            "message",
            "At least one resource deployment operation failed. Please list deployment operations for details. "
            + "Please see https://aka.ms/arm-deployment-operations for usage details.");
        w.WriteStartArray("details");
        var failed = deployment.Operations.Where(operation => operation.Outcome != OperationOutcome.Succeeded)
            .Select(operation => new DeploymentError(ExtensionLifecycle.FailureCode, operation.Reason ?? "The extension operation failed."));
        foreach (var error in deployment.Errors.Concat(failed))
        {
            w.WriteStartObject();
            w.WriteString("code", error.Code);
            w.WriteString("message", error.Message);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }
}
