using AksExtensions.Commands;
using AksExtensions.Connection;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>A command that will run as a job: collects its parameters and input until the input has ended.</summary>
internal sealed class JobStart
{
    private readonly PSCmdlet _cmdlet;
    private readonly Dictionary<string, object> _parameters;
    private readonly List<ClusterTarget> _targets = [];

    /// <summary>Takes the bound parameters.</summary>
    public JobStart(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        _parameters = new(cmdlet.MyInvocation.BoundParameters);
        _parameters.Remove(nameof(ClusterCmdlet.AsJob));
    }

    /// <summary>Adds the clusters of one object of the input.</summary>
    public void Add(IEnumerable<ClusterTarget> clusters) => _targets.AddRange(clusters);

    /// <summary>Starts the job and returns it to the pipeline.</summary>
    public void Start(AksSession session)
    {
        if (_targets.Count > 0 || _cmdlet.ParameterSetName.StartsWith(ParameterSets.ByCluster, StringComparison.Ordinal))
        {
            _parameters[nameof(ClusterCmdlet.Cluster)] = _targets.ToArray();
        }

        // The line can contain a protected value, which a list of jobs would show.
        var invocation = _cmdlet.MyInvocation;
        var hasSecret = _parameters.ContainsKey(nameof(SettingsClusterCmdlet.ConfigurationProtectedSettings));
        var line = hasSecret ? invocation.MyCommand.Name : invocation.Line.Trim();
        // As a path of the file system, because the job does not know the drives of this session.
        var location = _cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var job = new CommandJob(_cmdlet.GetType(), invocation.MyCommand.Name, _parameters, line, session, location)
        {
            HasList = invocation.ExpectingInput,
        };
        _cmdlet.JobRepository.Add(job);
        job.Start();
        _cmdlet.WriteObject(job);
    }
}
