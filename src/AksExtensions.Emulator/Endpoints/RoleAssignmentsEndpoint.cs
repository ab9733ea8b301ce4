using System.Text.Json;
using System.Text.RegularExpressions;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Microsoft.Authorization/roleAssignments in a subscription: list with filters, show, create and delete.</summary>
internal sealed partial class RoleAssignmentsEndpoint(EmulatorServices services) : IArmEndpoint
{
    private const string Namespace = "Microsoft.Authorization";

    // Azure has hundreds of roles. A wrong ID must not pass for one of them.
    private static readonly string[] Roles =
    [
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", // Owner
        "b24988ac-6180-42a0-ab88-20f7382dd24c", // Contributor
        "acdd72a7-3385-48ef-bd42-f606fba81ae7", // Reader
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe", // Storage Blob Data Contributor
        "08d4c71a-cc63-4ce4-a9c8-5dd251b4d619", // Azure Container Storage Operator
    ];

    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm is not { Subscription: not null, Rest.Length: 0, Providers: [.., { Parts: [_] or [_, _] } provider] }
            || !provider.IsNamespace(Namespace) || !provider.IsAt(0, "roleAssignments"))
        {
            return null;
        }

        ApiVersions.RequireAny(request);
        var scope = Scope(request.Arm);
        return (request.Method, provider.Parts) switch
        {
            ("GET", [_]) => List(request, scope),
            ("GET", [_, var name]) => services.State.Roles.Find(scope, name) is { } found
                ? ArmResponse.Ok(w => Write(w, found))
                : throw ArmErrors.Of(StatusCodes.Status404NotFound, "RoleAssignmentNotFound", $"The role assignment '{name}' is not found."),
            ("PUT", [_, var name]) => Put(request, scope, name),
            ("DELETE", [_, var name]) => Delete(scope, name),
            _ => ArmErrors.MethodNotAllowed(request, "GET"),
        };
    }

    /// <summary>The ID of the scope, which must exist as far as the emulator knows.</summary>
    private string Scope(ArmPath path)
    {
        var subscription = _guard.Subscription(path);
        if (path.ResourceGroup is null)
            return "/subscriptions/" + subscription.Id;
        if (!services.State.Clusters.HasNodeGroup(subscription.Id, path.ResourceGroup))
            _guard.Group(path);
        if (path.Providers.Count == 2 && ResourceIds.ParseCluster(path) is not null)
            return _guard.Cluster(path).Id;
        var id = ResourceIds.Group(subscription.Id, path.ResourceGroup)
            + string.Concat(path.Providers.SkipLast(1).Select(p => $"/providers/{p.Namespace}/{string.Join('/', p.Parts)}"));
        return path.Providers is [{ Parts: [_, var account] } storage, _] && storage.IsNamespace("Microsoft.Storage") && services.State.StorageAccounts.Find(id) is null
            ? throw ArmErrors.ResourceNotFound("Microsoft.Storage/storageAccounts", account, path.ResourceGroup)
            : id;
    }

    private ArmResponse List(ArmRequest request, string scope)
    {
        var (atScope, principal, member) = Filter(request.Query["$filter"]);
        var found = services.State.Roles.List()
            .Where(a => IsOver(a.Scope, scope) || (!atScope && AccessStore.IsWithin(a.Scope, scope)))
            .Where(a => principal is null || a.PrincipalId.Equals(principal, StringComparison.OrdinalIgnoreCase))
            .Where(a => member is null || a.IsOf(member))
            .ToArray();
        return Paging.Page(request, services.Settings, found, Write, nullNextLink: false);
    }

    // Management groups, and the root, contain every subscription.
    private static bool IsOver(string scope, string id) =>
        scope == "/" || scope.StartsWith("/providers/Microsoft.Management/managementGroups/", StringComparison.OrdinalIgnoreCase) || AccessStore.IsWithin(id, scope);

    private static (bool AtScope, string? Principal, string? Member) Filter(string? filter)
    {
        var (atScope, principal, member) = (false, default(string), default(string));
        foreach (var part in string.IsNullOrEmpty(filter) ? [] : Regex.Split(filter.Trim(), @"\s+and\s+", RegexOptions.IgnoreCase))
        {
            if (part.Equals("atScope()", StringComparison.OrdinalIgnoreCase))
                atScope = true;
            else if (PrincipalIs().Match(part) is { Success: true } isPrincipal)
                principal = isPrincipal.Groups[1].Value;
            else if (AssignedTo().Match(part) is { Success: true } isMember)
                member = isMember.Groups[1].Value;
            else
                throw ArmErrors.BadRequest("BadRequestFormat", "The request was incorrectly formatted.");
        }

        return (atScope, principal, member);
    }

    private ArmResponse Put(ArmRequest request, string scope, string name)
    {
        if (!Guid.TryParse(name, out _))
        {
            throw ArmErrors.BadRequest(
                "InvalidRoleAssignmentId", $"The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID.");
        }

        var properties = request.JsonObject().Member("properties") ?? default;
        var role = Text(properties, "roleDefinitionId")?.Split('/')[^1];
        var principal = Text(properties, "principalId");
        if (!Guid.TryParse(principal, out var principalId))
            throw ArmErrors.BadRequest("InvalidPrincipalId", $"The Principal ID '{principal}' is not valid. Principal ID must be a GUID.");
        if (!Roles.Contains(role, StringComparer.OrdinalIgnoreCase))
        {
            throw ArmErrors.Of(
                StatusCodes.Status404NotFound, "RoleDefinitionDoesNotExist", $"The specified role definition with ID '{role}' does not exist.");
        }

        _guard.Unlocked(scope, delete: false);
        if (!IsReplicated(principal))
        {
            throw ArmErrors.BadRequest(
                "PrincipalNotFound",
                $"Principal {principalId:N} does not exist in the directory {Subscription.DefaultTenantId}. Check that you have the correct principal ID. "
                + "If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, "
                + "set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype");
        }

        var assignment = new RoleAssignment(scope, role!, principal)
        {
            Name = name,
            PrincipalType = Text(properties, "principalType") ?? "User",
            Condition = Text(properties, "condition"),
            CreatedAt = services.Clock.UtcNow,
        };
        return services.State.Roles.Add(assignment) switch
        {
            null => ArmResponse.Json(StatusCodes.Status201Created, w => Write(w, assignment)),
            { } same when same.IsSame(assignment) && same.IsNamed(scope, name) => ArmResponse.Ok(w => Write(w, same)),
            { } other when other.IsSame(assignment) => throw ArmErrors.Of(
                StatusCodes.Status409Conflict,
                "RoleAssignmentExists",
                $"The role assignment already exists. The ID of the existing role assignment is {Guid.Parse(other.Name):N}."),
            _ => throw ArmErrors.BadRequest(
                "RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."),
        };
    }

    private ArmResponse Delete(string scope, string name)
    {
        _guard.Unlocked(scope, delete: true);
        return services.State.Roles.Remove(scope, name) is { } removed
            ? ArmResponse.Ok(w => Write(w, removed))
            : ArmResponse.Empty(StatusCodes.Status204NoContent);
    }

    // The identity of a new extension reaches the directory's other replicas later. Of other principals, nothing is known.
    private bool IsReplicated(string principal) =>
        services.Settings.PrincipalReplication <= TimeSpan.Zero
        || services.State.Extensions.ListAll().All(e =>
            e.AksAssignedIdentity?.PrincipalId?.Equals(principal, StringComparison.OrdinalIgnoreCase) != true
            || e.IdentityAssignedAt is not { } since || services.Clock.UtcNow - since >= services.Settings.PrincipalReplication);

    private static string? Text(JsonElement properties, string name) =>
        properties.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static void Write(Utf8JsonWriter w, RoleAssignment assignment)
    {
        // The root is no prefix of an ID.
        var scope = assignment.Scope.TrimEnd('/');
        var subscription = scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) ? string.Join('/', scope.Split('/').Take(3)) : "";
        var time = ArmJson.Time(assignment.CreatedAt);
        w.WriteStartObject();
        w.WriteStartObject("properties");
        w.WriteString("roleDefinitionId", $"{subscription}/providers/{Namespace}/roleDefinitions/{assignment.RoleId}");
        w.WriteString("principalId", assignment.PrincipalId);
        w.WriteString("principalType", assignment.PrincipalType);
        w.WriteString("scope", assignment.Scope);
        w.WriteStringOrNull("condition", assignment.Condition);
        w.WriteStringOrNull("conditionVersion", assignment.Condition is null ? null : "2.0");
        w.WriteString("createdOn", time);
        w.WriteString("updatedOn", time);
        w.WriteString("createdBy", "20000000-0000-0000-0000-000000000001");
        w.WriteString("updatedBy", "20000000-0000-0000-0000-000000000001");
        w.WriteNull("delegatedManagedIdentityResourceId");
        w.WriteNull("description");
        w.WriteEndObject();
        w.WriteString("id", $"{scope}/providers/{Namespace}/roleAssignments/{assignment.Name}");
        w.WriteString("type", Namespace + "/roleAssignments");
        w.WriteString("name", assignment.Name);
        w.WriteEndObject();
    }

    [GeneratedRegex(@"^principalId\s+eq\s+'([^']+)'$", RegexOptions.IgnoreCase)]
    private static partial Regex PrincipalIs();

    [GeneratedRegex(@"^assignedTo\('([^']+)'\)$", RegexOptions.IgnoreCase)]
    private static partial Regex AssignedTo();
}
